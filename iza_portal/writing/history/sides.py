"""Two sides of a comparison: a text, or all texts of a whole, as they were or as they are now."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.cache import caches
from django.db.models import Model
from django.utils.safestring import SafeString, mark_safe

from iza_portal.texts import compared_html, comparing
from iza_portal.texts.check import TextUnreadable
from iza_portal.texts.compared_words import in_words
from iza_portal.texts.templatetags.texts import text_html
from iza_portal.writing.history.versions import adopted_version
from iza_portal.writing.homes import home_for, home_of_whole
from iza_portal.writing.models import JointText, Moment, Version
from iza_portal.writing.pictures.showing import on_a_page, pictures_of
from iza_portal.writing.together.settling import settle

KEPT_FOR = 60 * 60
#: So many characters of changed texts one page compares; what is beyond that is to be asked for part by part.
MOST_CHARACTERS = 900_000

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"
UNREADABLE = "Deze twee teksten kunnen nu niet naast elkaar worden gezet. Laat het de beheerder van het portaal weten."


@dataclass(frozen=True)
class Part:
    """A text on one side: its title, the key of its document, its tree, and how far it goes; `name` is of this state of it.

    `key` is what makes it the same text in another edition.
    """

    title: str
    document: int | None
    key: str
    body: dict
    seq: int | None
    name: str


@dataclass(frozen=True)
class Side:
    """A whole as it was, or is: how one calls it, when it was so (None for now), and its texts."""

    label: str
    at: object
    parts: list[Part]


@dataclass
class Compared:
    """A text on both sides, of which one may be missing: what became of it, and its title then where that was another."""

    place: int
    title: str
    state: str
    old: Part | None = None
    new: Part | None = None
    was_titled: str = ""
    words: str = ""
    html: SafeString = field(default_factory=SafeString)
    is_left_out: bool = False
    writers: str = ""

    @property
    def is_told(self) -> bool:
        """Is there something of this text to be told?"""
        return self.state != SAME or bool(self.was_titled)


def part_of_moment(moment: Moment, *, title: str = "", key: str = "") -> Part:
    return Part(title, moment.document_id, key, moment.body, moment.seq, f"moment-{moment.pk}")


def part_now(text: JointText, *, title: str = "") -> Part:
    """Answer the text as it is now, its body brought up to what people write."""
    home = home_for(text)
    name = f"{home.kind}-{text.pk}-{text.version}"
    return Part(title, text.document_id, home.key(text), text.body, None, name)


def side_of(version: Version, whole: Model) -> Side:
    """Answer the whole as it was at a version of it."""
    home = home_of_whole(whole)
    parts = list(version.parts.select_related("moment"))
    texts = home.model.objects.filter(document__in=[part.moment.document_id for part in parts])
    keys = {text.document_id: home.key(text) for text in texts.defer("body", "plain_text")}
    return Side(
        version.name,
        version.at,
        [
            part_of_moment(part.moment, title=part.title, key=keys.get(part.moment.document_id, part.title))
            for part in parts
        ],
    )


def side_now(whole: Model) -> Side:
    """Answer the whole as it is now."""
    texts = home_of_whole(whole).texts_of(whole)
    settle(text for _, text in texts)
    return Side("De tekst van nu", None, [part_now(text, title=title) for title, text in texts])


def side_adopted(whole: Model) -> Side | None:
    """Answer what was adopted of the whole, or of the edition before it; None where nothing was."""
    adopted = home_of_whole(whole).adopted(whole)
    if adopted is None:
        return None
    version = adopted_version(adopted)
    # What was adopted before versions were kept has not changed since.
    side = side_of(version, adopted) if version else side_now(adopted)
    return side if version and adopted == whole else Side(f"{adopted}, zoals vastgesteld", side.at, side.parts)


def matched(old: Side, new: Side) -> list[Compared]:
    """Put the texts of both sides beside each other: of one document, or with the same key; in the order of the new one."""
    by_document = {part.document: part for part in old.parts if part.document}
    by_key = {part.key: part for part in old.parts}
    result, seen = [], set()
    for place, part in enumerate(new.parts, start=1):
        before = by_document.get(part.document) or by_key.get(part.key)
        if before and id(before) not in seen:
            seen.add(id(before))
            state = SAME if before.body == part.body else CHANGED
            was = before.title if _name(before.title) != _name(part.title) else ""
            result.append(Compared(place, part.title, state, before, part, was))
        else:
            result.append(Compared(place, part.title, ADDED, None, part))
    gone = [part for part in old.parts if id(part) not in seen]
    result += [
        Compared(place, part.title, REMOVED, part, None) for place, part in enumerate(gone, start=len(result) + 1)
    ]
    return result


def _name(title: str) -> str:
    """A title without the number of its chapter, which goes along with those before it."""
    number, _, rest = title.partition(" ")
    return rest if number.isdigit() else title


def compare_parts(parts: Iterable[Compared], *, only: int | None = None) -> None:
    """Tell of each text that changed what differs, as words and as HTML; of `only` that one, and all the rest in words.

    What is compared is kept for a while: two states of a text differ in the same way for everybody.
    """
    cache = caches["fragments"]
    parts = [part for part in parts if part.state == CHANGED and only in (None, part.place)]
    names = {part.place: f"compared-{part.old.name}-{part.new.name}" for part in parts}
    kept = cache.get_many(names.values())
    pictures = _pictures([part for part in parts if names[part.place] not in kept])
    characters = 0
    for part in parts:
        told = kept.get(names[part.place])
        if told is None:
            characters += len(str(part.old.body)) + len(str(part.new.body))
            if characters > MOST_CHARACTERS and len(parts) > 1:
                part.is_left_out = True
                continue
            told = _told(part, pictures[part.place])
            cache.set(names[part.place], told, KEPT_FOR)
        # What is kept was made by `compared_html`, from trees through the allow-list.
        part.words, part.html = told[0], mark_safe(told[1])  # noqa: S308


def show_parts(parts: Iterable[Compared], *, only: int | None = None) -> None:
    """Give each text that stands on one side alone its HTML, to be read; of `only` that one."""
    alone = [part for part in parts if part.state in (ADDED, REMOVED) and only in (None, part.place)]
    for part, html in zip(alone, shown([part.new or part.old for part in alone]), strict=True):
        part.html = html


def shown(parts: list[Part]) -> list[SafeString]:
    """Answer each text as HTML, to be read, their footnotes with ids of their own."""
    pictures = pictures_of([(part.document, part.body) for part in parts])
    return [
        text_html(part.body, pictures=on_a_page(own), prefix=f"deel-{number}-")
        for number, (part, own) in enumerate(zip(parts, pictures, strict=True), start=1)
    ]


def _told(part: Compared, pictures) -> tuple[str, str]:
    try:
        comparison = comparing.compare(part.old.body, part.new.body)
        html = compared_html.to_html(comparison, has_frames=True, pictures=pictures)
    except TextUnreadable:
        return "kan niet worden vergeleken", f'<p class="panel attention">{UNREADABLE}</p>'
    return in_words(comparison), str(html)


def _pictures(parts: list[Compared]) -> dict[int, dict]:
    sides = [(part.place, side) for part in parts for side in (part.old, part.new)]
    found = pictures_of([(side.document, side.body) for _, side in sides])
    shown: dict[int, dict] = {part.place: {} for part in parts}
    for (place, _), own in zip(sides, found, strict=True):
        shown[place] |= on_a_page(own)
    return shown
