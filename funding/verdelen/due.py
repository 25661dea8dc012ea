"""By when a municipality is to answer a proposal: of who speaks for it, until it answered."""

from datetime import date

from iza_portal.accounts.models import Function
from iza_portal.agenda.dates import Entry, Wanted
from iza_portal.notices.due import Due
from iza_portal.rows import many

_DUE = """
    SELECT DISTINCT person.id, voorstel.id, voorstel.budget_id, voorstel.year, voorstel.due_on, instemming.municipality_id
    FROM funding_instemming instemming
    JOIN funding_verdeelvoorstel voorstel ON voorstel.id = instemming.voorstel_id AND voorstel.status = 'voorgelegd'
    JOIN regions_municipality gemeente ON gemeente.id = instemming.municipality_id
    JOIN accounts_membership membership ON membership.organisation_id = gemeente.organisation_id
        AND membership.ended_at IS NULL AND membership.function = %(speaking)s
    JOIN accounts_user person ON person.id = membership.user_id AND person.is_active
    WHERE instemming.answer = '' AND voorstel.due_on <= %(until)s
        AND (%(person)s::bigint IS NULL OR person.id = %(person)s::bigint)
"""
_DATES = """
    SELECT DISTINCT voorstel.id, voorstel.budget_id, voorstel.year, voorstel.due_on, gemeente.id, gemeente.name,
        instemming.answer <> ''
    FROM funding_instemming instemming
    JOIN funding_verdeelvoorstel voorstel ON voorstel.id = instemming.voorstel_id AND voorstel.status = 'voorgelegd'
    JOIN regions_municipality gemeente ON gemeente.id = instemming.municipality_id
    WHERE gemeente.organisation_id = ANY(%(own)s::bigint[]) AND voorstel.due_on BETWEEN %(first)s AND %(last)s
"""
#: Who is reminded of what a municipality is to answer, and who sees the date in the agenda.
_SHOWN_TO = {Function.BESTUURDER, Function.MEDEWERKER}


def _path(budget: int, voorstel: int, municipality: int) -> str:
    return f"/geld/budgetten/{budget}/voorstellen/{voorstel}/gemeenten/{municipality}/"


def proposals_due(until: date, person_id: int | None) -> list[Due]:
    """Answer what municipalities are still to answer, as `iza_portal.notices.due.Source` asks; one query."""
    rows = many(_DUE, speaking=Function.BESTUURDER.value, until=until, person=person_id)
    return [
        Due(
            person,
            f"verdeelvoorstel:{voorstel}:{municipality}",
            f"Instemmen met de verdeling van het geld van {year}",
            _path(budget, voorstel, municipality),
            on,
            "te antwoorden uiterlijk",
        )
        for person, voorstel, budget, year, on, municipality in rows
    ]


def proposal_dates(wanted: Wanted) -> list[Entry]:
    """Answer the last days to answer for the municipalities that the person is of; one query, none for others."""
    memberships = wanted.user.active_memberships if wanted.user.is_authenticated else []
    own = sorted({each.organisation_id for each in memberships if each.function in _SHOWN_TO})
    if not own:
        return []
    rows = many(_DATES, own=own, first=wanted.first, last=wanted.last)
    return [
        Entry(
            f"verdeelvoorstel:{voorstel}:{municipality}",
            "verdeelvoorstel",
            on,
            f"Laatste dag om te antwoorden op het voorstel voor de verdeling van {year}",
            _path(budget, voorstel, municipality),
            whose=name,
            is_asked=True,
            is_done=is_answered,
        )
        for voorstel, budget, year, on, municipality, name, is_answered in rows
    ]
