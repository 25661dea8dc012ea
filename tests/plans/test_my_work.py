from datetime import timedelta

import pytest
from django.utils import timezone

from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from plans.adoption import move
from plans.models import Section
from tests.factories import PointFactory, RegiobeeldFactory, SectionFactory, ThemeFactory
from tests.queries import queries_of


@pytest.fixture
def in_consultation(cast):
    Section.objects.filter(pk=cast.section.pk).update(plain_text="Er staat iets.")
    return move(cast.plan, by=cast.regiocoordinator, source="concept", target="ter_consultatie")


@pytest.fixture
def page(sign_in):
    """Answer a function that gives the page of a person, as words."""
    return lambda user, query="": sign_in(user).get(f"/mijn-werk/{query}").text


def test_nothing_waits_for_who_has_no_region(cast, page):
    text = page(cast.buitenstaander)
    assert "Er wacht nu niets op u" in text
    assert "U hoort nog niet bij een regio" in text


def test_a_section_waits_for_its_writer_and_for_its_owner_with_its_date(cast, page):
    cast.section.assignees.add(cast.ambtenaar)
    due_on = timezone.localdate() - timedelta(days=2)
    Section.objects.filter(pk=cast.section.pk).update(due_on=due_on, owner=cast.beoordelaar_1)
    place = f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/bewerken/"
    for who, said in [(cast.ambtenaar, "u schrijft mee"), (cast.beoordelaar_1, "u bent eigenaar")]:
        text = page(who)
        assert f'<a href="{place}">Inleiding</a>' in text
        assert said in text
        assert "2 dagen te laat" in text
    assert place not in page(cast.ambtenaar_2)


def test_what_is_ready_or_of_a_region_that_was_left_waits_no_more(cast, page):
    cast.section.assignees.add(cast.ambtenaar)
    Section.objects.filter(pk=cast.section.pk).update(owner=cast.andere_ambtenaar)
    assert "Inleiding" in page(cast.ambtenaar)
    assert "Er wacht nu niets op u" in page(cast.andere_ambtenaar)
    Section.objects.filter(pk=cast.section.pk).update(is_ready=True)
    assert "Er wacht nu niets op u" in page(cast.ambtenaar)


def test_sections_themes_and_points_stand_in_one_list_with_what_is_late_in_front(cast, page):
    today = timezone.localdate()
    theme = ThemeFactory(
        regiobeeld=RegiobeeldFactory(region=cast.region, status="verrijking"),
        title="Jeugd",
        owner=cast.ambtenaar,
        due_on=today + timedelta(days=3),
    )
    point = PointFactory(theme=theme, title="Wachttijden", owner=cast.ambtenaar, due_on=today - timedelta(days=3))
    PointFactory(theme=theme, title="Gedaan", owner=cast.ambtenaar, is_ready=True)
    PointFactory(theme__regiobeeld=theme.regiobeeld, theme__position=None, title="Weg", owner=cast.ambtenaar)
    Section.objects.filter(pk=cast.section.pk).update(owner=cast.ambtenaar)
    text = page(cast.ambtenaar)
    places = [f"{theme.get_absolute_url()}#punt-{point.pk}", theme.get_absolute_url() + '"', "onderdelen"]
    found = [text.index(place) for place in places]
    assert found == sorted(found)
    assert "Knelpunt in Regiobeeld" in text
    assert "Gedaan" not in text
    assert ">Weg<" not in text


def test_a_long_list_is_cut_and_can_be_seen_whole(cast, page):
    for number in range(30):
        SectionFactory(plan=cast.plan, title=f"Stuk {number}", position=number + 2, owner=cast.ambtenaar)
    text = page(cast.ambtenaar)
    assert text.count("Stuk ") == 8
    assert 'href="?toon=alles"' in text
    text = page(cast.ambtenaar, "?toon=alles")
    assert text.count("Stuk ") == 30
    assert 'href="?toon=alles"' not in text


def test_the_coordinator_sees_what_has_no_owner_and_nobody_else_does(cast, page):
    SectionFactory(plan=cast.plan, title="Van wie weg is", position=2, owner=cast.andere_ambtenaar)
    SectionFactory(plan=cast.plan, title="Van iemand", position=3, owner=cast.ambtenaar)
    beeld = RegiobeeldFactory(region=cast.region)
    ThemeFactory(regiobeeld=beeld, title="Jeugd")
    text = page(cast.regiocoordinator)
    assert "Nog zonder eigenaar" in text
    assert f'<a href="/plannen/{cast.plan.pk}/indelen/">' in text
    assert "Inleiding, Van wie weg is<" in text
    assert f'<a href="/regiobeelden/{beeld.pk}/indelen/">' in text
    assert "Nog zonder eigenaar" not in page(cast.ambtenaar)


def test_what_is_new_for_the_person_can_be_opened_and_put_away(cast, page, sign_in):
    for number in range(7):
        said = {"sentence": f"U bent genoemd bij nummer {number}.", "path": "/plannen/"}
        tell(cast.ambtenaar, kind=NoticeKind.GENOEMD, key=f"{number}", **said)
    text = page(cast.ambtenaar)
    assert text.count("U bent genoemd") == 5
    assert "Lees ook de andere berichten" in text
    latest = cast.ambtenaar.notices.order_by("-pk").first()
    assert f'href="/berichten/{latest.pk}/"' in text
    client = sign_in(cast.ambtenaar)
    client.post("/berichten/gelezen/", {"tot": latest.pk, "terug": "mijn-werk"})
    assert "Nieuw voor u" not in client.get("/mijn-werk/").text


def test_how_far_plans_and_regiobeelden_are_is_said_and_what_is_late_is_named(cast, page):
    yesterday = timezone.localdate() - timedelta(days=1)
    SectionFactory(plan=cast.plan, position=2, is_ready=True, due_on=yesterday)
    SectionFactory(plan=cast.plan, position=3, title="Geld", due_on=yesterday)
    SectionFactory(plan=cast.plan, position=None, is_ready=True)
    beeld = RegiobeeldFactory(region=cast.region)
    ThemeFactory.create_batch(2, regiobeeld=beeld, is_ready=True)
    ThemeFactory(regiobeeld=beeld, title="Jeugd", due_on=yesterday)
    text = page(cast.ambtenaar)
    assert "1 van 3 onderdelen klaar" in text
    assert "Te laat: Geld<" in text
    assert "2 van 3 thema’s klaar" in text
    assert "Te laat: Jeugd<" in text


def test_the_coordinator_sees_what_can_be_done_with_the_plan(cast, in_consultation, page):
    assert "leg het akkoord van de regiotafel vast" in page(cast.regiocoordinator)


def test_the_others_of_the_region_are_asked_to_read_a_plan_in_consultation(cast, in_consultation, page):
    for who in ["ambtenaar", "beoordelaar_1", "bestuurder", "zorgaanbieder"]:
        assert "Lees “Regioplan ZHE-BAR 2026”" in page(cast.people[who])
    for who in ["regiocoordinator", "andere_ambtenaar", "landelijk"]:
        assert "Lees “" not in page(cast.people[who])


def test_who_has_no_plan_reads_what_is_possible_instead(cast, page):
    cast.plan.sections.all().delete()
    cast.plan.delete()
    begin = "/regios/zhe-bar/regioplan-beginnen/"
    assert begin in page(cast.regiocoordinator)
    text = page(cast.ambtenaar)
    assert "De regiocoördinator kan er een beginnen" in text
    assert begin not in text
    assert "plannen die gepubliceerd zijn" in page(cast.landelijk)


def _fill(cast, count):
    """Give the coordinator `count` of all that the page lists."""
    by, today = cast.regiocoordinator, timezone.localdate()
    beeld = RegiobeeldFactory(region=cast.region, edition=2030, status="verrijking")
    cycle = beeld.cycles.create(number=1, question="?", opened_at=timezone.now(), due_on=today, before={})
    cycle.parties.add(by.hat)
    for number in range(count):
        theme = ThemeFactory(regiobeeld=beeld, owner=by, due_on=today)
        PointFactory(theme=theme, owner=by)
        SectionFactory(plan=cast.plan, owner=by, due_on=today)
        SectionFactory(plan=cast.plan).assignees.add(by, cast.ambtenaar)
        tell(by, kind=NoticeKind.GENOEMD, sentence="U bent genoemd.", path="/", key=f"{beeld.pk}-{number}")
    return beeld


@pytest.mark.parametrize("query", ["", "?toon=alles"])
def test_it_takes_at_most_12_queries_for_1_of_each_and_for_30(cast, sign_in, query):
    client = sign_in(cast.regiocoordinator)
    few = _fill(cast, 1)
    one = queries_of(client, f"/mijn-werk/{query}")
    few.cycles.all().delete()
    few.status = "leesversie"
    few.save()
    few.delete()
    _fill(cast, 30)
    thirty = queries_of(client, f"/mijn-werk/{query}")
    assert len(one) == len(thirty) <= 12, "\n".join(thirty)
