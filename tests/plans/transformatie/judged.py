"""A submission that both market leaders judged, and the steps of a decision on it, for tests of what comes after judging.

The fixtures are for a `conftest.py` to import; `decided` makes what the routes of deciding are about.
"""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from iza_portal.hashing import hash_of
from plans.models.transformatie import (
    ADVICE,
    Beoordeling,
    Beoordelingstand,
    Besluitstand,
    Besluitstap,
    Gelijkgerichtheid,
    Indiening,
    Oordeel,
    Planbesluit,
    Transformatieplan,
    Uitkomst,
)
from plans.transformatie.beoordeling.advice import POSITIVE
from plans.transformatie.besluiten import deciding, letters
from plans.transformatie.escalatie.escalating import escalate
from plans.transformatie.kaders import criteria_of
from plans.transformatie.workflow import JUDGED, Planstand
from tests.factories import IndieningFactory


def all_meet(indiening, **others) -> list[dict]:
    """Answer that all criteria are met; name by code (`ST_4`) the ones of which something else is found."""
    found = {code.replace("_", "-"): value for code, value in others.items()}
    return [
        {
            "code": criterion.code,
            "outcome": found.get(criterion.code, Uitkomst.VOLDOET),
            "reason": f"Daarom, bij {criterion.code}." if criterion.code in found else "",
        }
        for criterion in criteria_of(indiening)
    ]


def judge(indiening, organisation, submitter, signer, *, status=Beoordelingstand.INGEDIEND, advice=None, **others):
    """Keep the judgment of a market leader as one that is submitted: all is met, but for `others`."""
    now = timezone.now()
    judgment = Beoordeling.objects.create(indiening=indiening, organisation=organisation)
    for row in all_meet(indiening, **others):
        criterion = indiening.kader.criteria.get(code=row["code"])
        said = {"outcome": row["outcome"], "reason": row["reason"]}
        Oordeel.objects.create(beoordeling=judgment, criterion=criterion, by=submitter, at=now, **said)
    if status == Beoordelingstand.BEZIG:
        return judgment
    judgment.advice, judgment.motivation = advice or ADVICE[indiening.step][0], "Zo vinden wij."
    judgment.submitted_by, judgment.submitted_at = submitter, now
    judgment.status = Beoordelingstand.TER_ONDERTEKENING
    judgment.save()
    if status == Beoordelingstand.INGEDIEND:
        judgment.signed_by, judgment.signed_at, judgment.status = signer, now, status
        judgment.save()
    return judgment


@pytest.fixture
def submitted(company, put_in_state):
    """Answer a function that makes a submission of the plan in a state in which it is judged, judged by both or not."""

    def submitted(status=Planstand.SNELLE_TOETS, *, judged=True, requested=None, plan=None, **fields):
        plan = put_in_state(plan or company.transformatieplan, status, first_submitted_at=timezone.now())
        if requested is not None:
            plan = put_in_state(plan, status, requested=requested)
        indiening = IndieningFactory(plan=plan, step=JUDGED[Planstand(status)], by=company.ambtenaar, **fields)
        if judged:
            judge(indiening, company.insurer_1, company.beoordelaar_1, company.beoordelaar_1b)
            judge(indiening, company.insurer_2, company.beoordelaar_2, company.beoordelaar_2b)
        return indiening

    return submitted


@pytest.fixture
def steps(company):
    """Answer the steps of a decision, each by who usually makes it: CZ proposes and sends, VGZ confirms."""

    def propose(indiening, outcome, *, step=None, by=None, motivation="Omdat het nodig is.", criteria=None):
        indiening = Indiening.objects.select_related("plan").get(pk=indiening.pk)
        if criteria is None:
            criteria = all_meet(indiening) if outcome in POSITIVE else all_meet(indiening, **_one_less(indiening))
        return deciding.propose(
            indiening,
            by=by or company.beoordelaar_1,
            step=step or deciding.standing.step_now(indiening),
            outcome=outcome,
            motivation=motivation,
            criteria=criteria,
        )

    def confirm(besluit, *, by=None):
        return deciding.confirm(besluit, by=by or company.beoordelaar_2, version=besluit.version)

    def send(besluit, *, by=None):
        return deciding.send(besluit, by=by or company.beoordelaar_1, version=besluit.version)

    def decide(indiening, outcome, **said):
        return send(confirm(propose(indiening, outcome, **said)))

    return SimpleNamespace(propose=propose, confirm=confirm, send=send, decide=decide)


def _one_less(indiening) -> dict:
    code = criteria_of(indiening)[0].code
    return {code.replace("-", "_"): Uitkomst.DEELS}


def decided(company, route: str) -> dict[str, int]:
    """Make what the gaps of a route of deciding stand for, for the plan of the company as it stands; answer their values."""
    plan = Transformatieplan.objects.get(pk=company.transformatieplan.pk)
    values = {}
    if "/besluit" in route and "_pk>" in route:
        indiening = plan.indieningen.last() or IndieningFactory(plan=plan, step=JUDGED[Planstand(plan.status)])
        values["<int:indiening_pk>"] = indiening.pk
        values["<int:besluit_pk>"] = _besluit(company, indiening, is_sent="/besluiten/" in route).pk
    if route.endswith("/erkennen/"):
        Gelijkgerichtheid.objects.create(plan=plan, organisation=company.other_insurer)
    if "<int:number>" in route and "/escalaties/" in route:
        values["<int:number>"] = escalate(plan, by=company.ambtenaar, question="Hoe verder?").number
    return values


def _besluit(company, indiening, *, is_sent: bool) -> Planbesluit:
    now = timezone.now()
    besluit = Planbesluit(
        indiening=indiening,
        step=Besluitstap.SNELLE_TOETS if indiening.step == "snelle_toets" else Besluitstap.VOORGENOMEN,
        outcome=ADVICE[indiening.step][0],
        motivation="Omdat.",
        proposed_by=company.beoordelaar_1,
        proposed_for=company.insurer_1,
        proposed_at=now,
    )
    if is_sent:
        besluit.status, besluit.confirmed_for, besluit.sent_at = Besluitstand.VERZONDEN, company.insurer_2, now
        besluit.content = letters.letter_of(besluit, on=timezone.localdate(now))
        besluit.content_hash = hash_of(besluit.content)
    besluit.save()
    return besluit
