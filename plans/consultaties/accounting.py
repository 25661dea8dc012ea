"""The account of a consultation: what was asked of whom, what each party said, and what was done with it. To take along."""

from itertools import groupby

from django.utils import timezone

from iza_portal.page.templatetags.page import long_date
from iza_portal.sheets.writing import as_csv, as_xlsx
from plans.consultaties.changes import changes_since
from plans.consultaties.places import about_in_words
from plans.models import About, Consultatie, Consultatiereactie, Regioplan

HEADINGS = ["Nummer", "Gaat over", "Onderwerp", "Organisatie", "Reactie", "Toelichting", "Afhandeling", "Antwoord"]


def reactions_of(consultatie: Consultatie) -> list[Consultatiereactie]:
    """Answer all reactions in the order of the reading version, numbered from one; one query."""
    found = list(consultatie.reacties.select_related("organisation").order_by("place", "at", "pk"))
    for number, reactie in enumerate(found, start=1):
        reactie.number = number
    return found


def by_place(reactions: list[Consultatiereactie]) -> list[tuple[str, list[Consultatiereactie]]]:
    """Answer the reactions under the title of the place that they are about."""
    grouped = groupby(reactions, key=lambda reactie: (reactie.place, reactie.title))
    return [(title, list(members)) for (_, title), members in grouped]


def parties_of(consultatie: Consultatie) -> list[dict]:
    """Answer who was asked, by name, with how many reactions each gave and whether it is done; two queries."""
    given = {}
    for organisation in consultatie.reacties.order_by().values_list("organisation", flat=True):
        given[organisation] = given.get(organisation, 0) + 1
    asked = consultatie.asked.select_related("organisation").order_by("organisation")
    return [
        {
            "name": str(party.organisation),
            "organisation_id": party.organisation_id,
            "count": given.get(party.organisation_id, 0),
            "done_at": party.done_at,
        }
        for party in asked
    ]


def _rows(consultatie: Consultatie) -> list[list]:
    return [
        [
            reactie.number,
            about_in_words(reactie.about, consultatie.plan),
            _plain(reactie.title),
            _plain(str(reactie.organisation)),
            reactie.get_stance_display(),
            _plain(reactie.text),
            reactie.get_handling_display() or "nog niet beantwoord",
            _plain(reactie.answer),
        ]
        for reactie in reactions_of(consultatie)
    ]


def _plain(words: str) -> str:
    """Leave out of what people wrote what no table can hold, or what would turn its reader's line around."""
    words = words.replace("\r\n", "\n")
    return "".join(letter if letter.isprintable() or letter in "\n\t" else " " for letter in words)


def account_as_csv(consultatie: Consultatie) -> bytes:
    """Answer the account as CSV: a line for each reaction."""
    return as_csv(HEADINGS, _rows(consultatie))


def account_as_xlsx(consultatie: Consultatie) -> bytes:
    """Answer the account as a workbook: the reactions, and on a second sheet what was asked of whom."""
    title = f"{consultatie} over {consultatie.plan}"
    changes = consultatie.changes if consultatie.accounted_at else changes_since(consultatie)
    said_of_changes = [_change(each, consultatie.plan) for each in changes]
    notes = [
        ("De vraag", consultatie.question),
        ("Geopend op", long_date(consultatie.opened_at)),
        ("Reageren tot en met", long_date(consultatie.due_on)),
        ("Verantwoord op", long_date(consultatie.accounted_at) or "nog niet"),
        ("Wat het opleverde", consultatie.account or "nog niet beschreven"),
        # Each on a row of its own: together they do not fit in one cell.
        *(("Wat er in het plan veranderde", said) for said in said_of_changes or ["niets"]),
        ("Kenmerk van de leesversie", consultatie.content_hash),
        *((party["name"], _said_of(party)) for party in parties_of(consultatie)),
        ("Gemaakt op", long_date(timezone.localdate())),
    ]
    notes = [(_plain(label), _plain(words)) for label, words in notes]
    return as_xlsx(HEADINGS, _rows(consultatie), title=_plain(title), notes=notes)


def _change(change: dict, plan: Regioplan) -> str:
    words = f" ({change['words']})" if change["words"] else ""
    about = plan.noun if change["about"] == About.OPGAVE else change["about"]
    return f"{about} “{change['title']}”: {change['state']}{words}"


def _said_of(party: dict) -> str:
    count = party["count"]
    if count:
        return f"{count} reactie{'' if count == 1 else 's'}"
    return "geen opmerkingen" if party["done_at"] else "geen reactie"
