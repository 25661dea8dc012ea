"""Plans elsewhere that look like one that is being written: public ones alone, the most alike first."""

import pytest
from django.db import connection
from django.utils import timezone

from plans.models.transformatie import Transformatieonderdeel
from plans.transformatie.openbaar import summarising
from plans.transformatie.openbaar.similar import MOST, similar_to
from plans.transformatie.workflow import Planstand
from tests.factories import SamenvattingFactory, TransformatieplanFactory
from tests.queries import statements

NOW = timezone.now


@pytest.fixture
def elsewhere(company, put_in_state):
    """Answer a function that makes an approved plan in another region, with a public summary."""

    def elsewhere(title, goals="Iets heel anders.", status=Planstand.UITVOERING, **fields):
        plan = TransformatieplanFactory(region=company.other_region, title=title, **fields)
        SamenvattingFactory(plan=plan, is_public=True, goals=goals, agreements="Wij.", results="Wel.")
        return put_in_state(plan, status, approved_at=NOW())

    return elsewhere


@pytest.fixture
def written(company):
    plan = company.transformatieplan
    Transformatieonderdeel.objects.create(
        plan=plan,
        step="snelle_toets",
        code="knelpunten",
        position=1,
        title="Knelpunten",
        plain_text="Ouderen wachten op wijkverpleging. De wijkverpleging mist personeel. Valpreventie ontbreekt.",
    )
    return plan


def titles(plan):
    return [each.title for each in similar_to(plan)]


def test_what_says_the_same_comes_first(written, elsewhere):
    elsewhere("Acute zorg aan zee", goals="De spoedpost sluit.")
    elsewhere("Zorg in de buurt", goals="De wijkverpleging van ouderen en valpreventie.")
    elsewhere("Samen sterker thuis wonen")
    assert titles(written) == ["Samen sterker thuis wonen", "Zorg in de buurt"]


def test_words_are_found_in_all_that_is_public_of_them(written, elsewhere):
    plan = elsewhere("Iets", goals="Niets.")
    assert titles(written) == []
    SamenvattingFactory(plan=plan, is_public=True, agreements="Meer wijkverpleegkundigen en wijkverpleging.")
    assert titles(written) == ["Iets"]


def test_only_what_is_public_is_found(company, written, elsewhere, put_in_state):
    goals = "Wijkverpleging voor ouderen."
    for status in (Planstand.CONCEPT, Planstand.BEOORDELING, Planstand.VOORGENOMEN, Planstand.INGETROKKEN):
        elsewhere(f"Samen sterker thuis {status}", goals, status=status)
    draft = TransformatieplanFactory(region=company.other_region, title="Samen sterker thuis, alleen een concept")
    SamenvattingFactory(plan=draft, goals=goals)
    put_in_state(draft, Planstand.UITVOERING, approved_at=NOW())
    gone = elsewhere("Samen sterker thuis, ingetrokken", goals, insurer=company.insurer_1)
    summarising.withdraw(gone.samenvattingen.get(), by=company.beoordelaar_1, reason="Een fout.")
    old = elsewhere("Heel iets anders", goals)
    SamenvattingFactory(plan=old, is_public=True, goals="Iets.", agreements="Wij.", results="Wel.")
    assert titles(written) == []


def test_a_plan_is_never_like_itself_and_there_are_five_at_most(written, elsewhere, put_in_state):
    SamenvattingFactory(plan=written, is_public=True)
    put_in_state(written, Planstand.UITVOERING, approved_at=NOW())
    for number in range(8):
        elsewhere(f"Samen sterker thuis {number}")
    found = titles(written)
    assert len(found) == MOST
    assert "Samen sterker thuis" not in found


@pytest.mark.parametrize(
    "title", ["x", "'; DROP TABLE --", "a\\ & | ! <->", "de het een", "%%%", "🚑" * 200, "C:\\map\\plan's"]
)
def test_a_strange_title_finds_nothing_and_breaks_nothing(written, elsewhere, title):
    elsewhere("Digitale zorg")
    written.title = title
    written.onderdelen.update(plain_text="\\ ' \" : * ( ) c:\\temp\\'x' http://a.nl/b?c=d&e")
    assert isinstance(similar_to(written), list)


def test_many_plans_take_as_many_queries_as_one(written, elsewhere):
    elsewhere("Samen sterker thuis 0")
    one = len(statements(lambda: similar_to(written)))
    for number in range(1, 20):
        elsewhere(f"Samen sterker thuis {number}")
    assert len(statements(lambda: similar_to(written))) == one == 2


def test_the_indexes_can_be_used(written, elsewhere):
    elsewhere("Samen sterker thuis 1")
    asked = statements(lambda: similar_to(written))[-1]
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {asked}".replace("%%", "%"))
        told = "\n".join(row[0] for row in cursor.fetchall())
    assert "samenvatting_search" in told
    assert "transformatieplan_title_trgm" in told


def test_it_comes_beside_the_plan_and_as_a_page(company, written, elsewhere, sign_in):
    elsewhere("Samen sterker thuis <b>elders</b>")
    client, address = sign_in(company.ambtenaar), f"/transformatieplannen/{written.pk}/vergelijkbaar/"
    page = client.get(address).text
    assert "Samen sterker thuis &lt;b&gt;elders" in page
    piece = client.get(address, headers={"HX-Request": "true"}).text
    assert "<html" not in piece
    assert "Samen sterker thuis &lt;b&gt;elders" in piece
    assert sign_in(company.buitenstaander).get(address, headers={"HX-Request": "true"}).status_code == 404
