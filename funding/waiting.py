"""What waits on Mijn werk about money: what a colleague entered, what is asked, agreed to, and threatens to be left."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from funding.gemeente.underspending import Underspent, underspent
from funding.rules import APPROVING, ENTERING
from iza_portal.accounts.models import Function
from iza_portal.page.templatetags.page import euro
from iza_portal.rows import many
from plans.transformatie.rules import functions_under_hat

# What the person entered or offered themselves waits for another. As SQL of one piece, for every Mijn werk asks it.
_WAITING = """
    SELECT waiting.what, waiting.budget_id, waiting.pk, waiting.count, waiting.year, waiting.due_on, waiting.municipality_id,
        regeling.short_title || ' ' || coalesce(mandaatregio.name, gemeente.name, plan.title)
    FROM (
        SELECT 'opdracht' AS what, budget_id, min(id) AS pk, count(*) AS count, NULL::int AS year, NULL::date AS due_on,
            NULL::bigint AS municipality_id
        FROM funding_opdracht
        WHERE is_approved IS NULL AND by_id <> %(person)s
            AND budget_id IN (SELECT id FROM funding_budget WHERE holder_id = %(hat)s)
        GROUP BY budget_id
        UNION ALL
        SELECT 'inlezing', budget_id, min(id), count(*), NULL, NULL, NULL FROM funding_inlezing
        WHERE state = 'gelezen' AND by_id <> %(person)s
            AND budget_id IN (SELECT id FROM funding_budget WHERE holder_id = %(hat)s)
        GROUP BY budget_id
        UNION ALL
        SELECT 'verantwoording', account.budget_id, account.id, 1, account.year, NULL, account.municipality_id
        FROM funding_verantwoording account
        JOIN funding_budget budget ON budget.id = account.budget_id
        LEFT JOIN regions_municipality gemeente ON gemeente.id = account.municipality_id
        WHERE %(speaks)s AND account.status = 'aangeboden' AND account.offered_by_id <> %(person)s
            AND CASE WHEN account.municipality_id IS NULL THEN budget.holder_id ELSE gemeente.organisation_id END = %(hat)s
        UNION ALL
        SELECT 'voorstel', voorstel.budget_id, voorstel.id, 1, voorstel.year, voorstel.due_on, gemeente.id
        FROM funding_instemming instemming
        JOIN funding_verdeelvoorstel voorstel ON voorstel.id = instemming.voorstel_id AND voorstel.status = 'voorgelegd'
        JOIN regions_municipality gemeente ON gemeente.id = instemming.municipality_id
        WHERE %(speaks)s AND instemming.answer = '' AND gemeente.organisation_id = %(hat)s
        UNION ALL
        SELECT 'akkoord', voorstel.budget_id, voorstel.id, 1, voorstel.year, NULL, NULL
        FROM funding_verdeelvoorstel voorstel JOIN funding_budget budget ON budget.id = voorstel.budget_id
        WHERE %(keeps)s AND voorstel.status = 'voorgelegd' AND budget.holder_id = %(hat)s
            AND NOT EXISTS (
                SELECT FROM funding_instemming WHERE voorstel_id = voorstel.id AND answer <> 'akkoord'
            )
    ) waiting
    JOIN funding_budget budget ON budget.id = waiting.budget_id
    JOIN funding_regeling regeling ON regeling.id = budget.regeling_id
    LEFT JOIN regions_mandaatregio mandaatregio ON mandaatregio.id = budget.mandaatregio_id
    LEFT JOIN regions_municipality gemeente ON gemeente.id = budget.municipality_id
    LEFT JOIN plans_transformatieplan plan ON plan.id = budget.plan_id
    ORDER BY waiting.due_on NULLS LAST, waiting.budget_id, waiting.what, waiting.pk
"""


@dataclass(frozen=True)
class Waiting:
    """Something about the money of a budget for this person to do: `what` says it, `budget` names whose money it is."""

    what: str
    budget: str
    path: str
    due_on: date | None


def waiting_for(user) -> list[Waiting]:
    """Answer what waits for this person under the hat that is on; a query for who decides, and one for who keeps money."""
    functions, found = functions_under_hat(user), []
    if functions & APPROVING:
        does = {"speaks": Function.BESTUURDER in functions, "keeps": Function.KASSIER in functions}
        rows = many(_WAITING, person=user.pk, hat=user.hat.pk, **does)
        found = [_said(*row) for row in rows]
    if functions & ENTERING:
        of_hat = underspent(timezone.localdate(), user.hat.pk)
        found += [_foreseen(each) for each in of_hat if functions & each.keeping]
    return found


def _foreseen(found: Underspent) -> Waiting:
    what = f"Kijk wat er nog te besteden is: naar verwachting gaat {euro(found.cents)} van {found.year} terug"
    return Waiting(what, found.budget, found.path, date(found.year, 12, 31))


def _said(kind, budget_pk, pk, count, year, due_on, municipality_pk, budget) -> Waiting:
    home = f"/geld/budgetten/{budget_pk}/"
    if kind == "opdracht":
        path = f"{home}opdrachten/{pk}/" if count == 1 else f"{home}opdrachten/"
        what = (
            "Beslis over een opdracht van een collega"
            if count == 1
            else f"Beslis over {count} opdrachten van collega’s"
        )
    elif kind == "inlezing":
        path = f"{home}inlezen/{pk}/" if count == 1 else f"{home}inlezen/"
        what = "Bekijk een bestand met boekingen, en boek het"
        what = what if count == 1 else f"Bekijk {count} bestanden met boekingen, en boek ze"
    elif kind == "verantwoording":
        path, what = f"/geld/verantwoordingen/{pk}/", f"Stel de verantwoording over {year} vast"
    elif kind == "akkoord":
        path, what = f"{home}voorstellen/{pk}/", f"Verwerk het voorstel voor {year}: alle gemeenten zijn akkoord"
    else:
        path = f"{home}voorstellen/{pk}/gemeenten/{municipality_pk}/"
        what = f"Antwoord op het voorstel om het geld van {year} te verdelen"
    return Waiting(what, budget, path, due_on)
