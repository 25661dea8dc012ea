"""The dates of plans in the agenda: terms, decisions and milestones, for the people of the region."""

from datetime import date, timedelta

import pytest
import time_machine

from iza_portal.agenda.dates import Wanted, dates_of
from plans.adoption import move
from plans.models import Besluit, Mijlpaal, Regioplan, Section, Status
from plans.publicatie.next_version import start_next
from plans.toetsing.regioplan import HANDFUL
from plans.vaststelling.recording import record_besluit
from plans.vaststelling.rows import besluiten_of
from plans.voortgang.following import note
from tests.adopting import let_all_agree
from tests.factories import ActieFactory, MijlpaalFactory, OpgaveFactory, RegioplanFactory
from tests.plans.agreeing import agree_at_the_tafel

FIRST, LAST = date(2020, 1, 1), date(2100, 1, 1)
pytestmark = pytest.mark.usefixtures("_november")


@pytest.fixture
def _november():
    with time_machine.travel(date(2026, 11, 26), tick=False):
        yield


def seen_by(user, **wanted):
    """Answer what plans put in the agenda of the person, by what it says."""
    entries = dates_of(Wanted(user, FIRST, LAST, **wanted))
    return {entry.what: entry for entry in entries if entry.thing.split(":")[0] not in {"termijn", "regiodatum"}}


@pytest.fixture
def actie(cast):
    return ActieFactory(opgave=OpgaveFactory(plan=cast.plan, onderdelen=["E"]), organisation=cast.ambtenaar.hat)


def test_the_term_of_a_plan_asks_its_coordinator_until_it_goes_on(cast):
    Regioplan.objects.filter(pk=cast.plan.pk).update(due_on=date(2026, 12, 1))
    for user, asked in ((cast.regiocoordinator, True), (cast.ambtenaar, False)):
        entry = seen_by(user)["Laatste dag voor “Regioplan ZHE-BAR 2026”"]
        assert (entry.is_asked, entry.is_done, entry.kind, entry.region) == (asked, False, "plan", "ZHE-BAR")
        assert entry.path == cast.plan.get_absolute_url()
    agree_at_the_tafel(cast)
    assert seen_by(cast.ambtenaar)["Laatste dag voor “Regioplan ZHE-BAR 2026”"].is_done


def test_ones_own_section_is_there_for_its_owner_alone(cast, sign_in):
    Section.objects.filter(pk=cast.section.pk).update(owner=cast.ambtenaar, due_on=date(2026, 12, 1))
    entry = seen_by(cast.ambtenaar)["Laatste dag voor onderdeel “Inleiding”"]
    assert (entry.is_asked, entry.is_done) == (True, False)
    assert sign_in(cast.ambtenaar).get(entry.path).status_code == 200
    assert not seen_by(cast.ambtenaar_2)


@pytest.mark.parametrize(
    "name", ["andere_ambtenaar", "andere_regiocoordinator", "landelijk", "buitenstaander", "portaalbeheerder"]
)
def test_who_is_outside_the_region_sees_nothing_of_its_plans(cast, actie, name):
    MijlpaalFactory(actie=actie)
    Regioplan.objects.filter(pk=cast.plan.pk).update(due_on=date(2026, 12, 1))
    agree_at_the_tafel(cast)
    Besluit.objects.update(due_on=date(2027, 1, 1))
    assert not seen_by(cast.people[name])
    assert seen_by(cast.ambtenaar)


def test_a_decision_asks_the_own_organisation_and_those_of_others_stand_in_one_line(cast):
    plan = agree_at_the_tafel(cast)
    Besluit.objects.update(due_on=date(2027, 1, 15))
    mine = "Laatste dag voor het besluit van het college van Ridderkerk over “Regioplan ZHE-BAR 2026”"
    others = "Laatste dag voor besluiten van anderen over “Regioplan ZHE-BAR 2026” (0 van 1 genomen)"
    found = seen_by(cast.bestuurder)
    assert set(found) == {mine, others}
    assert found[mine].is_asked
    assert not found[others].is_asked
    besluit = next(row for row in besluiten_of(plan) if row.organisation.name == "Ridderkerk")
    record_besluit(besluit, by=cast.ambtenaar, version=besluit.version, target="vastgesteld")
    assert seen_by(cast.bestuurder)[mine].is_done
    others = others.replace("0 van 1", "1 van 1")
    assert seen_by(cast.ambtenaar_2)[others].is_done
    # A beheerder handles accounts and notes no decisions: for them it is one of the others'.
    assert not any(entry.is_asked for entry in seen_by(cast.beheerder).values())


def test_the_agenda_of_a_college_is_in_the_agenda(cast):
    plan = agree_at_the_tafel(cast)
    besluit = next(row for row in besluiten_of(plan) if row.organisation.name == "Ridderkerk")
    record_besluit(besluit, by=cast.ambtenaar, version=besluit.version, target="geagendeerd", on=date(2026, 12, 8))
    said = "De vergadering van het college van Ridderkerk over “Regioplan ZHE-BAR 2026”"
    entry = seen_by(cast.ambtenaar)[said]
    assert (entry.on, entry.is_asked, entry.is_done) == (date(2026, 12, 8), True, None)
    assert not seen_by(cast.beoordelaar_1)[said].is_asked


def test_milestones_of_the_own_organisation_stand_apart_and_those_of_others_together(cast, actie):
    MijlpaalFactory(actie=actie, activity="Mensen scholen", quarter=date(2027, 1, 1))
    for _ in range(3):
        MijlpaalFactory(actie=actie, organisation=cast.ambtenaar_2.hat, quarter=date(2027, 1, 1))
    MijlpaalFactory(actie=ActieFactory(opgave=actie.opgave), activity="Van niemand", quarter=date(2027, 1, 1))
    assert not seen_by(cast.ambtenaar), "nothing is followed before the tafel agreed"
    agree_at_the_tafel(cast)
    found = seen_by(cast.ambtenaar)
    mine = found.pop("Mensen scholen")
    assert (mine.on, mine.when, mine.is_asked, mine.is_done) == (date(2027, 3, 31), "Q1 2027", True, False)
    assert [subject.value for subject in mine.subjects] == ["E"]
    milestone = Mijlpaal.objects.get(activity="Mensen scholen")
    assert mine.path == f"/plannen/{cast.plan.pk}/voortgang/?opgave={actie.opgave_id}#mijlpaal-{milestone.pk}"
    together = found.pop("4 mijlpalen van anderen, waarvan 0 gereed")
    assert (together.on, together.is_asked, together.is_done) == (date(2027, 3, 31), False, False)
    assert not found
    assert "3 mijlpalen van anderen, waarvan 0 gereed" not in seen_by(cast.ambtenaar_2)


def test_a_milestone_leads_to_its_place_in_a_plan_with_many_opgaven(cast, actie, sign_in):
    mijlpaal = MijlpaalFactory(actie=actie, activity="Mensen scholen", quarter=date(2027, 1, 1))
    for _ in range(HANDFUL):
        MijlpaalFactory(actie=ActieFactory(opgave=OpgaveFactory(plan=cast.plan)))
    agree_at_the_tafel(cast)
    page, _, place = seen_by(cast.ambtenaar)["Mensen scholen"].path.partition("#")
    assert place == f"mijlpaal-{mijlpaal.pk}"
    assert f'id="{place}"' in sign_in(cast.ambtenaar).get(page).text


def test_a_milestone_follows_what_was_noted_of_it_and_stays_the_same_in_a_calendar(cast, actie):
    mijlpaal = MijlpaalFactory(actie=actie, activity="Mensen scholen", quarter=date(2027, 1, 1))
    agree_at_the_tafel(cast)
    before = seen_by(cast.ambtenaar)["Mensen scholen"]
    note(mijlpaal, by=cast.ambtenaar, version=0, status="open", expected=date(2027, 4, 1), note="Later.")
    after = seen_by(cast.ambtenaar)["Mensen scholen"]
    assert (after.on, after.thing) == (date(2027, 6, 30), before.thing)
    note(mijlpaal, by=cast.ambtenaar, version=1, status="gereed", note="Klaar.")
    assert seen_by(cast.ambtenaar)["Mensen scholen"].is_done
    note(mijlpaal, by=cast.ambtenaar, version=2, status="vervallen", note="Niet meer nodig.")
    assert "Mensen scholen" not in seen_by(cast.ambtenaar)


def test_what_a_next_version_took_over_is_not_told_twice(cast, actie):
    mijlpaal = MijlpaalFactory(actie=actie, activity="Mensen scholen")
    agree_at_the_tafel(cast)
    later = RegioplanFactory(region=cast.region, edition=2028, title="Herijking 2028")
    opgave = OpgaveFactory(plan=later, key=actie.opgave.key)
    copy = ActieFactory(opgave=opgave, organisation=cast.ambtenaar.hat, key=actie.key)
    MijlpaalFactory(actie=copy, activity="Mensen bijscholen", key=mijlpaal.key)
    before = seen_by(cast.ambtenaar)
    assert "Mensen bijscholen" not in before
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL):
        Regioplan.objects.filter(pk=later.pk).update(status=status)
    found = seen_by(cast.ambtenaar)
    assert "Mensen scholen" not in found
    assert found["Mensen bijscholen"].thing == before["Mensen scholen"].thing


def test_while_a_next_version_is_before_the_colleges_the_milestones_are_those_of_the_one_before(cast, actie):
    MijlpaalFactory(actie=actie, activity="Mensen scholen")
    plan = agree_at_the_tafel(cast)
    move(plan, by=cast.regiocoordinator, source="akkoord_tafel", target="gepubliceerd")
    new = start_next(plan, by=cast.regiocoordinator, aard="herijking", edition=2027, title="Herijking 2027")
    Mijlpaal.objects.filter(actie__opgave__plan=new).update(activity="Mensen bijscholen")
    for source, target in (("concept", "ter_consultatie"), ("ter_consultatie", "akkoord_tafel")):
        move(new, by=cast.regiocoordinator, source=source, target=target)
    assert "Mensen bijscholen" not in seen_by(cast.ambtenaar)
    assert "Mensen scholen" in seen_by(cast.ambtenaar)
    let_all_agree(new)
    assert "Mensen bijscholen" in seen_by(cast.ambtenaar)
    assert "Mensen scholen" not in seen_by(cast.ambtenaar)


def test_only_what_lies_within_the_days_asked_is_answered(cast, actie):
    MijlpaalFactory(actie=actie, activity="Eerder", quarter=date(2026, 7, 1))
    MijlpaalFactory(actie=actie, activity="Nu", quarter=date(2026, 10, 1))
    MijlpaalFactory(actie=actie, activity="Straks", quarter=date(2027, 1, 1))
    agree_at_the_tafel(cast)
    today = date(2026, 11, 26)
    entries = dates_of(Wanted(cast.ambtenaar, today, today + timedelta(days=92)))
    assert [entry.what for entry in entries] == ["Nu"]
    assert Mijlpaal.objects.count() == 3
