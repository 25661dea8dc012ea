"""The content of a regiobeeld as JSON-able data, and what differs between two of them.

Everything that its pages, its dossier, the account of a cycle and the adopted edition show is made here, so that they show
the same. What was adopted is kept (`AdoptedEdition`) and never made anew: `regions.regiobeelden.reading` answers that.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from iza_portal.texts.figures import tell_in, to_keep
from iza_portal.writing.pictures.showing import pictures_of
from iza_portal.writing.together.settling import settle
from regions.dossier import about_region, region_sources
from regions.figures.blocks import blocks
from regions.models import Indicator, Point, PointKind, Regiobeeld, Theme, ThemeIndicator
from regions.regiobeelden.accounting import ACCOUNTED, account_of
from regions.regiobeelden.checking import check
from regions.regiobeelden.involvement import groups_of
from regions.regiobeelden.rules import INITIATORS
from regions.regiobeelden.telling import shown_by_points, shown_by_themes, told
from regions.regiobeelden.wording import text_difference
from regions.regiobeelden.workflow import OPEN


def content_of(regiobeeld: Regiobeeld) -> dict:
    """Answer all of it: about, themes, involvement, cycles, check, and what its dossier says of the region and its sources.

    The status is not in it: that goes on after adoption.
    """
    return {
        "about": about(regiobeeld) | {"initiators": initiators_of(regiobeeld)},
        "themes": themes_of(regiobeeld),
        "involvement": involvement_of(regiobeeld),
        "cycles": cycles_of(regiobeeld),
        "check": check_of(regiobeeld),
        "region": about_region(regiobeeld.region),
        "region_sources": region_sources(regiobeeld.region),
    }


def about(regiobeeld: Regiobeeld) -> dict:
    """Answer what the head of the page says; days as ISO dates."""
    return {
        "title": regiobeeld.title,
        "edition": regiobeeld.edition,
        "region": regiobeeld.region.name,
        "region_short": regiobeeld.region.short_name,
        "is_demonstration": regiobeeld.is_demonstration,
        "summary": regiobeeld.summary,
        "scale_note": regiobeeld.scale_note,
        "proposal": regiobeeld.proposal,
        "due_on": _iso(regiobeeld.due_on),
        "discussed_on": _iso(regiobeeld.discussed_on),
        "adopted_on": _iso(regiobeeld.adopted_on),
    }


def initiators_of(regiobeeld: Regiobeeld) -> list[dict]:
    """Answer who takes the initiative in the region now, each with the role."""
    initiators = regiobeeld.region.participations.current().filter(role__in=INITIATORS)
    return [
        {"role": part.get_role_display(), "name": str(part.organisation)}
        for part in initiators.select_related("organisation").order_by("role", "organisation")
    ]


def themes_of(
    regiobeeld: Regiobeeld, *, only: int | None = None, is_brief: bool = False, with_texts: bool = False
) -> list[dict]:
    """Answer the themes in their order, or the one with the key `only`; in as many queries for one as for thirty.

    Each has `key`, `pk`, `title`, `guidance`, `body` (the tree), `pictures` (as `pictures_of` answers), `cited` (as
    `texts.figures.tell_in` answers), `plain_text`, `figures` (each indicator's latest in the region, as `telling.told`
    answers it), `blocks` and `points` (by kind). A brief one is without `body`, `pictures`, `cited` and `blocks`, but has
    the first two where it comes `with_texts`. The `only` one is without `figures` and `blocks`, which `blocks_of` answers,
    and says the `codes` of its indicators and what is newer than what its text cites.
    """
    themes = regiobeeld.themes.present()
    if only is not None:
        codes = ThemeIndicator.objects.filter(theme=OuterRef("pk")).order_by("position").values("indicator__code")
        themes = themes.filter(pk=only).annotate(codes=ArraySubquery(codes))
    if is_brief and not with_texts:
        themes = themes.defer("body")
    region = regiobeeld.region
    if only is None:
        themes = themes.annotate(shown=shown_by_themes(region))
    themes = list(themes)
    if regiobeeld.status in OPEN:
        settle(themes)
    points = {theme.pk: [] for theme in themes}
    for point in Point.objects.filter(theme__in=themes).annotate(shown=shown_by_points(region)):
        points[point.theme_id].append(_point(point, told(region, point.shown)))

    result = [_theme(theme, points[theme.pk]) for theme in themes]
    if with_texts or not is_brief:
        pictures = pictures_of([(theme.document_id, theme.body) for theme in themes])
        for theme, content, own in zip(themes, result, pictures, strict=True):
            content |= {"body": theme.body, "pictures": own}
    if not is_brief:
        cited = tell_in(theme.body for theme in themes)
        for content, told_of in zip(result, cited, strict=True):
            content["cited"] = told_of if only is not None else to_keep(told_of)
    if only is not None:
        return [each | {"codes": theme.codes} for theme, each in zip(themes, result, strict=True)]
    for theme, content in zip(themes, result, strict=True):
        content["figures"] = told(region, theme.shown)
    if not is_brief:
        shown = _indicators_of([theme.pk for theme in themes])
        indicators = {indicator.pk: indicator for theme in themes for indicator in shown[theme.pk]}
        block_of = {block["code"]: block for block in blocks(region, list(indicators.values()))}
        for theme, content in zip(themes, result, strict=True):
            content["blocks"] = [block_of[indicator.code] for indicator in shown[theme.pk]]
    return result


def blocks_of(regiobeeld: Regiobeeld, theme: int) -> list[dict]:
    """Answer the blocks of figures of the theme with this key, in their order."""
    return blocks(regiobeeld.region, _indicators_of([theme])[theme])


def _indicators_of(themes: list[int]) -> dict[int, list[Indicator]]:
    """Answer the indicators of the themes with these keys, in their order."""
    shown = {theme: [] for theme in themes}
    rows = ThemeIndicator.objects.filter(theme__in=themes).select_related("indicator")
    for row in rows.order_by("theme", "position"):
        shown[row.theme_id].append(row.indicator)
    return shown


def _theme(theme: Theme, points: list[dict]) -> dict:
    return {
        "key": str(theme.key),
        "pk": theme.pk,
        "title": theme.title,
        "guidance": theme.guidance,
        "plain_text": theme.plain_text,
        "points": {kind.value: [each for each in points if each["kind"] == kind] for kind in PointKind},
    }


def _point(point: Point, figures: list[dict]) -> dict:
    return {
        "key": str(point.key),
        "pk": point.pk,
        "kind": point.kind,
        "title": point.title,
        "text": point.text,
        "who": point.who,
        "url": point.url,
        "figures": figures,
    }


def comparable_of(regiobeeld: Regiobeeld, *, with_texts: bool = False) -> dict:
    """Answer the part of the content that `differences` looks at; with the texts it tells of those word by word."""
    return {
        "about": about(regiobeeld),
        "themes": themes_of(regiobeeld, is_brief=True, with_texts=with_texts),
        "involvement": involvement_of(regiobeeld),
    }


def involvement_of(regiobeeld: Regiobeeld) -> list[dict]:
    """Answer every group that a regiobeeld is made with, also those of whom nothing is said: `GroupInvolved.as_data`."""
    return [known.as_data() for known in groups_of(regiobeeld)]


def cycles_of(regiobeeld: Regiobeeld) -> list[dict]:
    """Answer the account of each cycle, as `account_of` does, in as many queries for one as for ten."""
    cycles = regiobeeld.cycles.defer("before").prefetch_related(*ACCOUNTED)
    themes = list(regiobeeld.themes.present().defer("body"))
    return [account_of(cycle, themes) for cycle in cycles]


def check_of(regiobeeld: Regiobeeld) -> list[dict]:
    """Answer each criterion with what is found and answered of it; `Result.as_data` each."""
    return [result.as_data() for result in check(regiobeeld)]


def _iso(day) -> str | None:
    return day.isoformat() if day else None


#: What the head of a regiobeeld says, in words, where it can differ.
ABOUT = {
    "title": "titel",
    "summary": "kernboodschap",
    "scale_note": "toelichting bij de schaal",
    "proposal": "procesvoorstel",
}
#: What of a point can differ.
POINT = {"title": "titel", "text": "tekst", "who": "van of door wie", "url": "meer lezen"}


def differences(before: dict, after: dict) -> dict:
    """Answer what differs from one content to another, of one edition or of two; only what differs is in it.

    `about`: [{name, before, after}]. `themes`: one for each theme that is new, gone or changed, in the order of `after`,
    with {key, title, state: nieuw | weg | gewijzigd, was_titled, is_text_changed, text (as `wording.text_difference`
    answers; what was kept earlier has none), is_moved, indicators_added, indicators_removed, figures: [{code, label,
    before, after}], points: [{kind, kind_label, title, state, changed, before, after}]}. `involvement`: [{label, before,
    after}], with who took part in words. The template `regiobeelden/_differences.html` tells it.
    """
    return {
        "about": [
            {"name": name, "before": before["about"][field], "after": after["about"][field]}
            for field, name in ABOUT.items()
            if before["about"][field] != after["about"][field]
        ],
        "themes": _theme_differences(before["themes"], after["themes"]),
        "involvement": _involvement_differences(before["involvement"], after["involvement"]),
    }


def _theme_differences(before: list[dict], after: list[dict]) -> list[dict]:
    old, new = {each["key"]: each for each in before}, {each["key"]: each for each in after}
    common = [key for key in old if key in new]
    moved = _moved(common, [key for key in new if key in old])
    result = [_theme_difference(old.get(key), theme, is_moved=key in moved) for key, theme in new.items()]
    result += [_theme_difference(theme, None, is_moved=False) for key, theme in old.items() if key not in new]
    return [each for each in result if each]


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Answer which of the same keys stand after others than they did."""
    followed = dict(zip(before[1:], before, strict=False))
    following = dict(zip(after[1:], after, strict=False))
    return {key for key in before if followed.get(key) != following.get(key)} if before != after else set()


def _theme_difference(old: dict | None, new: dict | None, *, is_moved: bool) -> dict | None:
    was, now = old or {}, new or {}
    codes_before = {each["code"]: each["label"] for each in was.get("figures", [])}
    codes_after = {each["code"]: each["label"] for each in now.get("figures", [])}
    text = text_difference(old, new) if old and new else None
    difference = {
        "is_text_changed": bool(old and new) and (text is not None or old["plain_text"] != new["plain_text"]),
        "text": text,
        "is_moved": is_moved,
        "was_titled": old["title"] if old and new and old["title"] != new["title"] else "",
        "indicators_added": [label for code, label in codes_after.items() if old and code not in codes_before],
        "indicators_removed": [label for code, label in codes_before.items() if new and code not in codes_after],
        "figures": _figure_differences(was.get("figures", []), now.get("figures", [])),
        "points": _point_differences(_points(was), _points(now)) if old and new else [],
    }
    if old and new and not any(difference.values()):
        return None
    state = "gewijzigd" if old and new else "nieuw" if new else "weg"
    return {"key": (new or old)["key"], "title": (new or old)["title"], "state": state} | difference


def _points(theme: dict) -> list[dict]:
    return [point for points in theme.get("points", {}).values() for point in points]


def _figure_differences(before: list[dict], after: list[dict]) -> list[dict]:
    old = {each["code"]: each for each in before}
    return [
        {
            "code": each["code"],
            "label": each["label"],
            "before": _said(old[each["code"]]),
            "after": _said(each),
        }
        for each in after
        if each["code"] in old and _fact(old[each["code"]]) != _fact(each)
    ]


def _fact(figure: dict) -> tuple:
    return figure["value"], figure["year"]


def _said(figure: dict) -> str:
    return f"{figure['shown']} ({figure['year']})" if figure["year"] else figure["shown"]


def _point_differences(before: list[dict], after: list[dict]) -> list[dict]:
    old, new = {each["key"]: each for each in before}, {each["key"]: each for each in after}
    result = []
    for key, point in new.items():
        if key not in old:
            result.append(_point_difference("nieuw", point))
        elif changed := _changed(old[key], point):
            result.append(_point_difference("gewijzigd", point, old[key], changed))
    result += [_point_difference("weg", point) for key, point in old.items() if key not in new]
    return result


def _changed(old: dict, new: dict) -> list[str]:
    """Answer in words what of a point differs."""
    changed = [name for field, name in POINT.items() if old[field] != new[field]]
    if old["kind"] != new["kind"]:
        changed.append("soort")
    if _shown_by(old) != _shown_by(new):
        changed.append("cijfers")
    return changed


def _shown_by(point: dict) -> list[tuple]:
    return [(each["code"], each["municipality"], each["asked_year"], each["value"]) for each in point["figures"]]


def _point_difference(state: str, point: dict, old: dict | None = None, changed: list[str] | None = None) -> dict:
    return {
        "kind": point["kind"],
        "kind_label": PointKind(point["kind"]).label,
        "title": point["title"],
        "state": state,
        "changed": changed or [],
        "before": old["text"] if old and "tekst" in changed else "",
        "after": point["text"] if old and "tekst" in changed else "",
    }


def _involvement_differences(before: list[dict], after: list[dict]) -> list[dict]:
    old = {each["label"]: _took_part(each) for each in before}
    return [
        {"label": each["label"], "before": old[each["label"]], "after": _took_part(each)}
        for each in after
        if each["label"] in old and old[each["label"]] != _took_part(each)
    ]


def _took_part(group: dict) -> str:
    """Say who of a group took part, each once: those that were named, and those that reacted in a cycle.

    Nobody is what was said; of a group of which nothing was said, that is said.
    """
    names = [each["name"] for each in group["parties"]]
    return ", ".join(dict.fromkeys(names)) or ("niemand" if group["absence"] else "nog niet gezegd")
