"""What one market leader does in judging is nowhere to be seen by anybody else before both are in: not on any page."""

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import pytest
import time_machine
from django.urls import get_resolver

from plans.models.transformatie import Beoordelingstand
from plans.transformatie.beoordeling import assigning, judging, noting, signing
from plans.transformatie.indienen.submitting import submit
from plans.transformatie.kaders import criteria_of
from plans.transformatie.vragen.asking import ask
from plans.transformatie.workflow import Planstand
from tests.factories import TransformatieplanFactory
from tests.routes import routes_of

#: Pages that end a session, or that are sent elsewhere.
LEFT_OUT = ("accounts/", "healthz", "readyz", "static/")
KEYS = re.compile(r'(name="(?:csrfmiddlewaretoken|form_key)" value="|nonce[-=]"?)[^"\']*')
AT = "2026-11-26T11:00:00+00:00"


@pytest.fixture
def indiening(company, plan):
    """A snelle toets that was submitted as people do it."""
    return submit(plan, by=company.ambtenaar, source=Planstand.CONCEPT)


def _addresses(indiening, company) -> list[str]:
    """Every page that can be asked for without knowing the key of something else than is in this test."""
    plan, criterion = indiening.plan, indiening.kader.criteria.get(code="ST-1")
    values = {
        "<int:indiening_pk>": indiening.pk,
        "<int:criterion_pk>": criterion.pk,
        "<slug:slug>": company.region.slug,
        "<slug:code>": indiening.kader.code,
    }
    found = []
    for route in routes_of(get_resolver()):
        value = plan.pk if route.startswith("transformatieplannen/") else company.plan.pk
        address = route.replace("<int:pk>", str(value))
        for gap, filling in values.items():
            address = address.replace(gap, str(filling))
        if "<" not in address and "^" not in address and not address.startswith(LEFT_OUT):
            found.append(f"/{address}")
    assert f"/transformatieplannen/{plan.pk}/" in found
    assert len(found) > 60
    filters = [f"stand={stand}" for stand in ("niemand", "bezig", "tekenen", "ingediend", "bespreken")]
    filters += [f"beoordelaar={company.beoordelaar_1.pk}", f"beoordelaar={company.beoordelaar_1b.pk}"]
    return found + [f"/transformatieplannen/werkbank/?{each}" for each in filters]


def _seen(client, addresses) -> dict:
    seen = {}
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code < 500, address
        if answer.status_code in {200, 301, 302}:
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            seen[address] = (answer.status_code, answer.headers.get("Location"), _normal(body))
    return seen


def _normal(body: bytes) -> str:
    if body.startswith(b"PK"):
        # A sheet says when it was made.
        try:
            with ZipFile(BytesIO(body)) as sheet:
                body = b"".join(sheet.read(name) for name in sorted(sheet.namelist()) if "docProps" not in name)
        except BadZipFile:
            pass
    return KEYS.sub(r"\1", body.decode("utf-8", "replace"))


def _judge_all(company, indiening, *, with_question):
    """All that the first market leader does, until its judgment is submitted."""
    one, two = company.beoordelaar_1, company.beoordelaar_1b
    assigning.assign(indiening, by=one, person=two, instead_of=None)
    assigning.assign(indiening, by=two, person=one, instead_of=two.pk)
    noting.add_note(indiening, by=one, text="Eerste indruk: zwak.", is_shared=True)
    if with_question:
        ask(indiening, by=one, text="Waarom dit?", place="knelpunten")
    for criterion in criteria_of(indiening):
        said = {"outcome": "deels", "reason": "Onderbouwing ontbreekt.", "version": 0}
        judging.judge(indiening, by=one, criterion=criterion, **said)
    said = {"advice": "aanvullen", "motivation": "Er ontbreekt veel."}
    handed = signing.hand_over(indiening, by=one, version=1, **said)
    back = signing.send_back(indiening, by=two, version=handed.version, reason="Nog een keer.")
    handed = signing.hand_over(indiening, by=one, version=back.version, **said)
    signed = signing.sign(indiening, by=two, version=handed.version)
    assert signed.status == Beoordelingstand.INGEDIEND


#: A question is for the applicants, who answer it; all else that the market leader does is not.
@pytest.mark.parametrize(
    ("name", "with_question"),
    [
        ("beoordelaar_2", True),
        ("director_2", True),
        ("ambtenaar", False),
        ("zorgaanbieder", False),
        ("betrokkene", False),
        ("andere_verzekeraar", True),
        ("landelijk", True),
        ("toekenner", True),
        ("portaalbeheerder", True),
    ],
)
def test_nobody_else_sees_anything_of_what_one_market_leader_does(company, indiening, sign_in, name, with_question):
    with time_machine.travel(AT, tick=False):
        client, addresses = sign_in(company.people[name]), _addresses(indiening, company)
        # The first visit says which pages there are for this person, and leaves behind what a first visit leaves.
        addresses = list(_seen(client, addresses))
        before = _seen(client, addresses)
        _judge_all(company, indiening, with_question=with_question)
        after = _seen(client, addresses)
    assert before.keys() == after.keys()
    for address, seen in before.items():
        assert after[address] == seen, address
    assert len(before) > 10


def test_who_stood_back_sees_nothing_of_it_either(company, indiening, sign_in):
    with time_machine.travel(AT, tick=False):
        stood_back = company.director_1
        assigning.recuse(indiening, by=stood_back, reason="Mijn broer leidt het project.")
        client, addresses = sign_in(stood_back), _addresses(indiening, company)
        addresses = list(_seen(client, addresses))
        before = _seen(client, addresses)
        _judge_all(company, indiening, with_question=False)
        after = _seen(client, addresses)
    for address, seen in before.items():
        assert after[address] == seen, address


def test_the_order_of_the_workbench_tells_nothing_of_the_other(company, indiening, sign_in, submit):
    other = TransformatieplanFactory(
        region=company.region,
        title="Een ander plan",
        marktleider_1=company.insurer_1,
        marktleider_2=company.insurer_2,
        insurer=company.insurer_1,
        lead=company.ridderkerk,
    )
    submit(plan=other, due_on=indiening.due_on)
    client = sign_in(company.beoordelaar_2)

    def titles():
        body = client.get("/transformatieplannen/werkbank/").content.decode()
        return re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a><br>', body)

    before = titles()
    _judge_all(company, indiening, with_question=True)
    assert titles() == before == ["Samen sterker thuis", "Een ander plan"]


def test_once_both_are_in_the_workbench_of_either_says_so(company, indiening, sign_in):
    client, page = sign_in(company.beoordelaar_2), ["/transformatieplannen/werkbank/"]
    with time_machine.travel(AT, tick=False):
        _judge_all(company, indiening, with_question=False)
        before = _seen(client, page)
        said = {"outcome": "voldoet", "version": 0}
        for criterion in criteria_of(indiening):
            judging.judge(indiening, by=company.beoordelaar_2, criterion=criterion, **said)
        said = {"advice": "impactvol", "motivation": "Goed plan."}
        handed = signing.hand_over(indiening, by=company.beoordelaar_2, version=1, **said)
        signing.sign(indiening, by=company.beoordelaar_2b, version=handed.version)
        after = _seen(client, page)
    assert after != before
    assert "verschillen bespreken" in after[page[0]][2]
