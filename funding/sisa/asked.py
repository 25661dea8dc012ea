"""Which accounts are asked of whom, over which year, and how far they are; and when they are due (domain: D5)."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from funding.rules import ENTERING
from iza_portal.accounts.models import Function
from iza_portal.agenda.dates import Entry, Wanted
from iza_portal.notices.due import AHEAD, Due
from iza_portal.rows import many

# Each account that is asked over one of the years: of who holds money of it, and of each medeoverheid with a local part.
_ASKED = """
    SELECT asked.year, budget.id AS budget_id, budget.holder_id AS organisation_id, NULL::bigint AS municipality_id,
        coalesce(mandaatregio.name, gemeente.name, plan.title) AS receiver, '' AS medeoverheid,
        budget.mandaatregio_id IS NOT NULL AS is_region, regeling.short_title, regeling.sisa_code AS code,
        account.id AS account_id, coalesce(account.status, '') AS status
    FROM unnest(%(years)s::int[]) asked (year)
    JOIN funding_regeling regeling ON EXISTS (
        SELECT FROM funding_sisaindicator indicator WHERE indicator.regeling_id = regeling.id
            AND NOT indicator.is_between AND asked.year BETWEEN indicator.first_year AND indicator.last_year
    )
    JOIN funding_budget budget ON budget.regeling_id = regeling.id
    LEFT JOIN regions_mandaatregio mandaatregio ON mandaatregio.id = budget.mandaatregio_id
    LEFT JOIN regions_municipality gemeente ON gemeente.id = budget.municipality_id
    LEFT JOIN plans_transformatieplan plan ON plan.id = budget.plan_id
    LEFT JOIN funding_verantwoording account
        ON account.budget_id = budget.id AND account.year = asked.year AND account.municipality_id IS NULL
    WHERE (%(own)s::bigint[] IS NULL OR budget.holder_id = ANY(%(own)s::bigint[]))
        AND (account.id IS NOT NULL OR EXISTS (
            SELECT FROM funding_boeking boeking WHERE boeking.budget_id = budget.id AND boeking.year = asked.year
        ))
    UNION
    SELECT asked.year, budget.id, gemeente.organisation_id, gemeente.id,
        coalesce(mandaatregio.name, plan.title), gemeente.name,
        false, regeling.short_title, regeling.sisa_code_between, account.id, coalesce(account.status, '')
    FROM unnest(%(years)s::int[]) asked (year)
    JOIN funding_regeling regeling ON EXISTS (
        SELECT FROM funding_sisaindicator indicator WHERE indicator.regeling_id = regeling.id
            AND indicator.is_between AND asked.year BETWEEN indicator.first_year AND indicator.last_year
    )
    JOIN funding_budget budget ON budget.regeling_id = regeling.id
    JOIN funding_budgetregel regel ON regel.budget_id = budget.id
    JOIN regions_municipality gemeente
        ON gemeente.id = regel.municipality_id AND gemeente.organisation_id <> budget.holder_id
    LEFT JOIN regions_mandaatregio mandaatregio ON mandaatregio.id = budget.mandaatregio_id
    LEFT JOIN plans_transformatieplan plan ON plan.id = budget.plan_id
    LEFT JOIN funding_verantwoording account
        ON account.budget_id = budget.id AND account.year = asked.year AND account.municipality_id = gemeente.id
    WHERE (%(own)s::bigint[] IS NULL OR gemeente.organisation_id = ANY(%(own)s::bigint[]))
        AND (account.id IS NOT NULL OR EXISTS (
            SELECT FROM funding_boeking boeking
            WHERE boeking.budget_id = budget.id AND boeking.year = asked.year AND boeking.regel_id = regel.id
        ))
"""
_OWN = f"SELECT * FROM ({_ASKED}) asked ORDER BY year DESC, short_title, receiver, medeoverheid"  # noqa: S608
_DUE = f"""
    SELECT DISTINCT person.id, asked.year, asked.budget_id, asked.municipality_id, asked.receiver, asked.medeoverheid,
        asked.short_title, asked.account_id
    FROM ({_ASKED}) asked
    JOIN accounts_membership membership
        ON membership.organisation_id = asked.organisation_id AND membership.ended_at IS NULL
        AND (membership.function = ANY(%(settling)s) OR membership.function = ANY(
            CASE WHEN asked.is_region THEN %(kassier)s::text[] ELSE %(entering)s::text[] END
        ))
    JOIN accounts_user person ON person.id = membership.user_id AND person.is_active
    WHERE asked.status <> 'vastgesteld' AND (%(person)s::bigint IS NULL OR person.id = %(person)s::bigint)
"""  # noqa: S608 (nothing of a person is in it)


@dataclass(frozen=True)
class Asked:
    """An account that is asked over a year, begun or not: `account_id` is None and `status` empty where it was not begun."""

    year: int
    budget_id: int
    organisation_id: int
    municipality_id: int | None
    receiver: str
    medeoverheid: str
    is_region: bool
    short_title: str
    code: str
    account_id: int | None
    status: str

    @property
    def name(self) -> str:
        """What it is of: «SPUK IZA, ZHE-BAR», or of a local part «SPUK IZA, lokaal deel Ridderkerk»."""
        return _named(self.short_title, self.receiver, self.medeoverheid)

    @property
    def path(self) -> str:
        return _path(self.account_id, self.budget_id)

    @property
    def due_on(self) -> date:
        return due_on(self.year)


def due_on(year: int) -> date:
    """Answer by which day the account over a year is at CBS: 15 July of the next (Regeling informatieverstrekking sisa)."""
    return date(year + 1, 7, 15)


def asked_of(organisations: list[int], years: list[int]) -> list[Asked]:
    """Answer the accounts over these years that are asked of these organisations, the latest year first; one query."""
    if not organisations or not years:
        return []
    return [Asked(*row) for row in many(_OWN, years=years, own=sorted(organisations))]


def sisa_due(until: date, person_id: int | None) -> list[Due]:
    """Answer the accounts over last year that are not settled, as `iza_portal.notices.due.Source` asks; one query.

    From 1 May on, of who keeps the money and who settles: at the begin of each month, and as other dates near 15 July. The
    month is in `thing`, so that each is a reminder of its own.
    """
    today = until - AHEAD
    year = today.year - 1
    if today < date(today.year, 5, 1):
        return []
    rows = many(
        _DUE,
        years=[year],
        own=None,
        settling=[Function.BESTUURDER.value],
        kassier=[Function.KASSIER.value],
        entering=sorted(function.value for function in ENTERING),
        person=person_id,
    )
    return [
        Due(
            person,
            f"verantwoording:{budget}:{municipality or 0}:{over}:{min(today.month, 7)}",
            f"De verantwoording over {over}: {_named(short_title, receiver, medeoverheid)}",
            _path(account, budget),
            due_on(over),
            "vast te stellen uiterlijk",
        )
        for person, over, budget, municipality, receiver, medeoverheid, short_title, account in rows
    ]


def sisa_dates(wanted: Wanted) -> list[Entry]:
    """Answer the last days for the accounts of the person's organisations; one query, none for others."""
    memberships = wanted.user.active_memberships if wanted.user.is_authenticated else []
    functions = {Function.BESTUURDER, *ENTERING}
    own = sorted({each.organisation_id for each in memberships if each.function in functions})
    this_year = timezone.localdate().year
    years = [
        year
        for year in range(wanted.first.year - 1, min(wanted.last.year - 1, this_year) + 1)
        if wanted.first <= due_on(year) <= wanted.last
    ]
    return [
        Entry(
            f"verantwoording:{asked.budget_id}:{asked.municipality_id or 0}:{asked.year}",
            "verantwoording",
            asked.due_on,
            f"Laatste dag voor de verantwoording over {asked.year}: {asked.name}",
            asked.path,
            note="Regeling informatieverstrekking sisa, artikel 2",
            is_asked=True,
            is_done=asked.status == "vastgesteld",
        )
        for asked in asked_of(own, years)
    ]


def _named(short_title: str, receiver: str, medeoverheid: str) -> str:
    return f"{short_title}, {f'lokaal deel {medeoverheid}' if medeoverheid else receiver}"


def _path(account_id: int | None, budget_id: int) -> str:
    if account_id is None:
        return reverse("budget-verantwoordingen", args=[budget_id])
    return reverse("verantwoording", args=[account_id])
