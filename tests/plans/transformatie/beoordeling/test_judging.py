import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.models import Event
from iza_portal.trail.recording import history
from plans.models.transformatie import Beoordelingstand, Indiening, Oordeel, Uitkomst
from plans.transformatie.beoordeling import signing
from plans.transformatie.beoordeling.holding import DECIDED, SIGNED, TAKEN_BACK
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once


def _judgment(indiening, organisation):
    return indiening.beoordelingen.get(organisation=organisation)


def test_a_criterion_is_judged_with_a_reason_and_a_place_and_kept_in_the_history_of_the_judgment(
    company, indiening, steps
):
    oordeel = steps.one(
        indiening, company.beoordelaar_1, "ST-5", outcome="deels", reason=" Het getal ontbreekt. ", place="knelpunten"
    )
    judgment = _judgment(indiening, company.insurer_1)
    assert (oordeel.outcome, oordeel.reason, oordeel.place) == ("deels", "Het getal ontbreekt.", "knelpunten")
    assert (oordeel.by, oordeel.version, oordeel.beoordeling) == (company.beoordelaar_1, 1, judgment)
    event = history(judgment).get()
    assert (event.detail, event.after["oordeel"]) == ("ST-5 Bijdrage aan knelpunten", "voldoet deels")
    assert not history(indiening.plan).exists()


def test_the_same_judgment_again_is_no_second_act(company, indiening, steps):
    steps.one(indiening, company.beoordelaar_1)
    assert steps.one(indiening, company.beoordelaar_1b).by == company.beoordelaar_1
    assert Oordeel.objects.get().version == 1
    assert Event.objects.filter(verb="beoordeling.oordeel").count() == 1


def test_two_colleagues_who_judge_the_same_criterion_both_read_what_stands_there(company, indiening, steps):
    steps.one(indiening, company.beoordelaar_1, outcome="deels", reason="Te vaag.")
    with pytest.raises(OutdatedVersion) as outdated:
        steps.one(indiening, company.beoordelaar_1b, outcome="voldoet_niet", reason="Er staat niets.")
    assert outdated.value.current.reason == "Te vaag."
    steps.one(indiening, company.beoordelaar_1b, outcome="voldoet_niet", reason="Er staat niets.", version=1)
    assert (Oordeel.objects.get().outcome, Oordeel.objects.get().version) == ("voldoet_niet", 2)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"outcome": "deels"}, "reason"),
        ({"outcome": "voldoet_niet", "reason": " \n "}, "reason"),
        ({"outcome": "nvt"}, "reason"),
        ({"outcome": "prima"}, "outcome"),
        ({"outcome": ""}, "outcome"),
        ({"outcome": "deels", "reason": "x" * 4001}, "reason"),
        ({"outcome": "voldoet", "place": "x" * 31}, "place"),
    ],
)
def test_what_is_not_right_is_refused_at_its_field(company, indiening, steps, said, field):
    with pytest.raises(ValidationError) as refused:
        steps.one(indiening, company.beoordelaar_1, **said)
    assert field in refused.value.message_dict
    assert not Oordeel.objects.exists()


@pytest.mark.parametrize("code", ["ST-0", "B-1", "SP-1"])
def test_what_is_not_judged_in_this_step_is_refused(company, indiening, steps, code):
    with pytest.raises(PermissionDenied):
        steps.one(indiening, company.beoordelaar_1, code)


def test_criteria_for_money_are_judged_where_the_plan_asks_some(company, submit, steps, put_in_state):
    indiening = submit(Planstand.BEOORDELING)
    with pytest.raises(PermissionDenied):
        steps.one(indiening, company.beoordelaar_1, "TM-1")
    indiening.plan = put_in_state(indiening.plan, Planstand.BEOORDELING, requested=1000)
    assert steps.one(indiening, company.beoordelaar_1, "TM-1").pk


@pytest.mark.parametrize(
    "name", ["ambtenaar", "zorgaanbieder", "andere_verzekeraar", "landelijk", "bestuurder", "buitenstaander"]
)
def test_nobody_but_a_reviewer_of_a_market_leader_judges(company, indiening, steps, name):
    with pytest.raises(PermissionDenied):
        steps.one(indiening, company.people[name])


def test_a_judgment_goes_from_one_person_to_another_and_then_stays(company, indiening, steps):
    judgment = steps.hand_over(indiening, company.beoordelaar_1)
    assert (judgment.status, judgment.submitted_by) == (Beoordelingstand.TER_ONDERTEKENING, company.beoordelaar_1)
    with pytest.raises(ValidationError, match="ligt ter ondertekening"):
        steps.one(indiening, company.beoordelaar_1b, outcome="deels", reason="Toch niet.", version=1)
    signed = signing.sign(indiening, by=company.beoordelaar_1b, version=judgment.version)
    assert (signed.status, signed.signed_by) == (Beoordelingstand.INGEDIEND, company.beoordelaar_1b)
    with pytest.raises(ValidationError, match=SIGNED):
        steps.one(indiening, company.beoordelaar_1, outcome="deels", reason="Toch niet.", version=1)
    with pytest.raises(ValidationError, match="ingediend"):
        signing.send_back(indiening, by=company.beoordelaar_1b, version=signed.version, reason="Toch niet.")
    assert [event.verb for event in history(signed)][:2] == ["beoordeling.ondertekend", "beoordeling.voorgelegd"]


def test_the_person_who_drew_it_up_does_not_sign_and_a_bestuurder_of_the_insurer_can(company, indiening, steps):
    judgment = steps.hand_over(indiening, company.beoordelaar_1)
    with pytest.raises(PermissionDenied):
        signing.sign(indiening, by=company.beoordelaar_1, version=judgment.version)
    with pytest.raises(PermissionDenied):
        signing.sign(indiening, by=company.bestuurder, version=judgment.version)
    director = company.director_1
    assert signing.sign(indiening, by=director, version=judgment.version).signed_by == director


def test_who_signs_sends_back_with_a_reason_and_it_can_be_drawn_up_again(company, indiening, steps):
    judgment = steps.hand_over(indiening, company.beoordelaar_1)
    with pytest.raises(ValidationError):
        signing.send_back(indiening, by=company.beoordelaar_1b, version=judgment.version, reason="  ")
    back = signing.send_back(indiening, by=company.beoordelaar_1b, version=judgment.version, reason="Kijk naar ST-3.")
    assert back.status == Beoordelingstand.BEZIG
    assert history(back)[0].reason == "Kijk naar ST-3."
    notice = company.beoordelaar_1.notices.latest("pk")
    assert "teruggestuurd" in notice.sentence
    steps.one(indiening, company.beoordelaar_1, "ST-3", outcome="deels", reason="Ja.", version=1)


def test_signing_what_was_sent_back_and_handed_over_again_is_refused_until_it_is_read(company, indiening, steps):
    judgment = steps.hand_over(indiening, company.beoordelaar_1)
    read = judgment.version
    back = signing.send_back(indiening, by=company.beoordelaar_1, version=read, reason="Er moet iets bij.")
    said = {"advice": "impactvol", "motivation": "Er is iets bij gekomen."}
    signing.hand_over(indiening, by=company.beoordelaar_1, version=back.version, **said)
    with pytest.raises(OutdatedVersion):
        signing.sign(indiening, by=company.beoordelaar_1b, version=read)


def test_all_that_stands_in_the_way_of_handing_over_is_said_at_once(company, indiening, steps):
    steps.one(indiening, company.beoordelaar_1, "ST-1")
    with pytest.raises(ValidationError) as refused:
        signing.hand_over(indiening, by=company.beoordelaar_1, version=1, advice="", motivation=" ")
    assert refused.value.messages == [
        "Beoordeel eerst alle verplichte criteria. Nog te doen: ST-2, ST-3, ST-4, ST-5, ST-6.",
        "Kies een advies.",
        "Motiveer het advies.",
    ]


@pytest.mark.parametrize(
    ("advice", "others", "words"),
    [
        ("impactvol", {"ST_4": Uitkomst.VOLDOET_NIET}, "past niet bij “voldoet niet” op een verplicht criterium: ST-4"),
        (
            "impactvol",
            dict.fromkeys(["ST_1a", "ST_1b", "ST_1c", "ST_1d"], Uitkomst.VOLDOET_NIET),
            "ten minste één van de vier soorten impact",
        ),
        ("aanvullen", {}, "Volgens u voldoet alles"),
        ("niet_impactvol", {"ST_1a": Uitkomst.NVT}, "Volgens u voldoet alles"),
    ],
)
def test_an_advice_that_contradicts_what_is_found_is_refused(company, indiening, steps, advice, others, words):
    with pytest.raises(ValidationError, match=words):
        steps.hand_over(indiening, company.beoordelaar_1, advice=advice, **others)


@pytest.mark.parametrize(
    ("advice", "others"),
    [
        ("impactvol", {"ST_4": Uitkomst.DEELS, "ST_1b": Uitkomst.VOLDOET_NIET}),
        ("aanvullen", {"ST_4": Uitkomst.DEELS}),
        ("niet_impactvol", {"ST_4": Uitkomst.VOLDOET_NIET}),
    ],
)
def test_an_advice_that_fits_is_handed_over(company, indiening, steps, advice, others):
    assert steps.hand_over(indiening, company.beoordelaar_1, advice=advice, **others).advice == advice


def test_an_advice_of_the_other_step_is_refused(company, indiening):
    with pytest.raises(ValidationError):
        signing.advise(indiening, by=company.beoordelaar_1, version=1, advice="goedkeuren", motivation="")


def test_an_advice_is_kept_unfinished_and_a_colleague_who_wrote_meanwhile_is_not_overwritten(company, indiening):
    signing.advise(indiening, by=company.beoordelaar_1, version=1, advice="", motivation="Een begin.")
    with pytest.raises(OutdatedVersion) as outdated:
        signing.advise(indiening, by=company.beoordelaar_1b, version=1, advice="", motivation="Iets anders.")
    assert outdated.value.current.motivation == "Een begin."


@pytest.mark.parametrize(("field", "words"), [("taken_back_at", TAKEN_BACK), (None, DECIDED)])
def test_what_was_taken_back_or_decided_on_is_not_judged_any_more(company, indiening, steps, field, words):
    judgment = steps.hand_over(indiening, company.beoordelaar_1)
    now = timezone.now()
    Indiening.objects.filter(pk=indiening.pk).update(closed_at=now, **({field: now} if field else {}))
    acts = [
        lambda: steps.one(indiening, company.beoordelaar_2),
        lambda: signing.sign(indiening, by=company.beoordelaar_1b, version=judgment.version),
        lambda: signing.send_back(indiening, by=company.beoordelaar_1b, version=judgment.version, reason="Nee."),
        lambda: signing.advise(indiening, by=company.beoordelaar_2, version=1, advice="", motivation="Nee."),
    ]
    for act in acts:
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.messages == [words]


def test_the_second_signature_is_asked_of_the_own_insurer_alone(company, indiening, steps):
    steps.hand_over(indiening, company.beoordelaar_1)
    told = {name for name, person in company.people.items() if name != "nobody" and person.notices.exists()}
    assert told == {"beoordelaar_1b", "director_1"}


def test_both_insurers_are_told_once_both_are_in_and_not_before(company, indiening, steps):
    steps.complete(indiening, company.beoordelaar_1, company.beoordelaar_1b)
    assert not company.beoordelaar_2.notices.exists()
    steps.complete(indiening, company.beoordelaar_2, company.beoordelaar_2b)
    for name in ("beoordelaar_1", "beoordelaar_1b", "beoordelaar_2", "beoordelaar_2b"):
        notice = company.people[name].notices.get(key=f"indiening:{indiening.pk}:beide-ingediend")
        assert notice.path == f"/transformatieplannen/{indiening.plan_id}/indieningen/{indiening.pk}/oordelen/"
    assert not company.ambtenaar.notices.exists()


@pytest.mark.django_db(transaction=True)
def test_one_criterion_judged_by_three_at_once_is_one_judgment(company, indiening, steps):
    acts = [
        lambda reason=reason: steps.one(indiening, company.beoordelaar_1, outcome="deels", reason=reason)
        for reason in ("Een.", "Twee.", "Drie.")
    ]
    results = at_once(*acts)
    assert sum(isinstance(result, Oordeel) for result in results) == 1
    assert sum(isinstance(result, OutdatedVersion) for result in results) == 2
    assert Oordeel.objects.get().version == 1


@pytest.mark.django_db(transaction=True)
def test_signing_and_sending_back_at_once_end_in_one_of_the_two(company, indiening, steps):
    judgment = steps.hand_over(indiening, company.beoordelaar_1)
    results = at_once(
        lambda: signing.sign(indiening, by=company.beoordelaar_1b, version=judgment.version),
        lambda: signing.send_back(indiening, by=company.beoordelaar_1, version=judgment.version, reason="Wacht."),
    )
    assert sum(isinstance(result, OutdatedVersion) for result in results) == 1
    judgment.refresh_from_db()
    assert judgment.status in {Beoordelingstand.INGEDIEND, Beoordelingstand.BEZIG}


@pytest.mark.django_db(transaction=True)
def test_both_insurers_who_sign_at_once_are_told_once_that_both_are_in(company, indiening, steps):
    first = steps.hand_over(indiening, company.beoordelaar_1)
    second = steps.hand_over(indiening, company.beoordelaar_2)
    results = at_once(
        lambda: signing.sign(indiening, by=company.beoordelaar_1b, version=first.version),
        lambda: signing.sign(indiening, by=company.beoordelaar_2b, version=second.version),
    )
    assert {result.status for result in results} == {Beoordelingstand.INGEDIEND}
    key = f"indiening:{indiening.pk}:beide-ingediend"
    assert company.beoordelaar_1.notices.filter(key=key).count() == 1
    assert company.beoordelaar_2.notices.filter(key=key).count() == 1
