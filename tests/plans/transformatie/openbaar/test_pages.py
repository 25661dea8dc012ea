"""What everybody sees of transformatieplannen, and what nobody outside ever does."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from plans.models.transformatie import Potmutatie, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.openbaar import summarising
from plans.transformatie.workflow import APPROVED, Planstand
from tests.factories import (
    IndelingFactory,
    IndieningFactory,
    MunicipalityFactory,
    SamenvattingFactory,
    TransformatiepartijFactory,
    TransformatieplanFactory,
)
from tests.queries import queries_of

LIST = "/transformatieplannen/"


def found_by(client, **query):
    return {plan.title for plan in client.get(LIST, query).context["listed"].page}


@pytest.fixture
def another(company, put_in_state):
    """An approved plan elsewhere, of another insurer and sector, that asks nothing and has no summary."""
    plan = TransformatieplanFactory(
        region=company.other_region, title="Digitale zorg op de eilanden", insurer=company.other_insurer
    )
    TransformatiepartijFactory(plan=plan, sector="msz")
    return put_in_state(plan, Planstand.WACHTRIJ, approved_at=timezone.now() - timedelta(days=800))


def test_the_list_has_the_approved_plans_with_what_is_public(client, approved, another):
    SamenvattingFactory(plan=approved, is_public=True)
    Potmutatie.objects.create(
        on=date(2026, 5, 1), kind="toekenning", amount=Decimal(-1_200_000), what="x", plan=approved, source="test"
    )
    page = client.get(LIST).text
    assert f'<a href="/transformatieplannen/{approved.pk}/openbaar/">Samen sterker thuis</a>' in page
    assert "Digitale zorg op de eilanden" in page
    assert f"/transformatieplannen/{another.pk}/openbaar/" not in page
    assert "€\N{NO-BREAK SPACE}1.500.000" in page
    assert "Samen gevraagd €\N{NO-BREAK SPACE}1.500.000, toegekend €\N{NO-BREAK SPACE}1.200.000" in page
    assert "1 plan wacht op geld" in page
    assert 'aria-current="true">Transformatieplannen' in page


def test_an_empty_list_says_what_will_be_here(client, company):
    assert "Hier komt elk transformatieplan te staan" in client.get(LIST).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"woorden": "ouderen"}, {"Samen sterker thuis"}),
        ({"woorden": "oudere"}, {"Samen sterker thuis"}),
        ({"woorden": "sterkr"}, {"Samen sterker thuis"}),
        ({"woorden": "eilanden"}, {"Digitale zorg op de eilanden"}),
        ({"woorden": '"langer thuis" -wonen'}, set()),
        ({"regio": "zeeland"}, {"Digitale zorg op de eilanden"}),
        ({"regio": "zhe-bar"}, {"Samen sterker thuis"}),
        ({"provincie": "Zeeland"}, {"Digitale zorg op de eilanden"}),
        ({"thema": "ouderen"}, {"Samen sterker thuis"}),
        ({"sector": "msz"}, {"Digitale zorg op de eilanden"}),
        ({"sector": "wijkverpleging"}, {"Samen sterker thuis"}),
        ({"stand": "wachtrij"}, {"Digitale zorg op de eilanden"}),
        ({"vanaf": "1000000"}, {"Samen sterker thuis"}),
        ({"tot": "1000000"}, set()),
        ({"jaar": str(timezone.localdate().year)}, {"Samen sterker thuis"}),
    ],
)
def test_the_list_is_filtered(client, company, approved, another, query, found):
    SamenvattingFactory(plan=approved, is_public=True)
    IndelingFactory(municipality=MunicipalityFactory(province="Zeeland"), region=company.other_region)
    assert found_by(client, **query) == found


def test_the_list_is_filtered_by_insurer(client, company, approved, another):
    assert found_by(client, verzekeraar=company.insurer_2.pk) == {"Samen sterker thuis"}


def test_a_plan_across_regions_is_found_in_each(client, company, approved, put_in_state):
    put_in_state(approved, Planstand.CONCEPT)
    approved.regions.add(company.other_region)
    put_in_state(approved, Planstand.UITVOERING)
    assert found_by(client, regio="zeeland") == found_by(client, regio="zhe-bar") == {"Samen sterker thuis"}
    assert "Samen sterker thuis" in client.get("/regios/zeeland/").text


@pytest.mark.parametrize(
    ("order", "first"),
    [("", "Samen"), ("titel", "Digitale"), ("bedrag", "Samen"), ("regio", "Digitale"), ("x'; DROP TABLE --", "Samen")],
)
def test_the_list_is_put_in_order(client, approved, another, order, first):
    titles = [plan.title for plan in client.get(LIST, {"sorteer": order}).context["listed"].page]
    assert titles[0].startswith(first)


@pytest.mark.parametrize(
    "query",
    [
        "woorden=%00", "woorden=%27%29%3B--", "woorden=%F0%9F%9A%91", "woorden=%26%20%7C%20%21", "regio=atlantis",
        "provincie=Atlantis", "thema=x", "sector=x", "verzekeraar=999999999999999999999", "verzekeraar=abc",
        "stand=concept", "stand=genoemd", "jaar=2024.5", "jaar=99999", "vanaf=1e400", "vanaf=-1", "vanaf=NaN",
        "tot=9999999999999999", "tot=abc", "pagina=zoveel", "pagina=99999999999999999999", "pagina=-1", "toon=mijn",
        "sorteer=1", "woorden=" + "a" * 5000, "woorden=a&woorden=b", "is_told=1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("address", [LIST, f"{LIST}lijst.csv", f"{LIST}lijst.xlsx"])
def test_a_filter_that_makes_no_sense_does_no_harm(client, approved, address, query):
    assert client.get(f"{address}?{query}").status_code == 200


def _everything_public(client, plans):
    addresses = [
        LIST, f"{LIST}?toon=mijn", f"{LIST}?woorden=geheim", f"{LIST}?woorden=wijkverpleging", f"{LIST}?stand=concept",
        f"{LIST}?vanaf=987654", f"{LIST}lijst.csv", f"{LIST}lijst.csv?woorden=geheim", f"{LIST}cijfers/",
        f"{LIST}cijfers.csv", "/regios/zhe-bar/", "/", "/regios/",
    ]  # fmt: skip
    addresses += [f"{LIST}{plan.pk}/openbaar/" for plan in plans]
    for address in addresses:
        answer = client.get(address)
        # The words that were asked stand in the field again.
        yield address, answer.content.decode().replace('value="geheim"', "").replace("=geheim", "")


@pytest.mark.parametrize("who", [None, "buitenstaander", "landelijk", "ambtenaar_2", "andere_ambtenaar", "toekenner"])
def test_nothing_of_a_plan_that_is_not_approved_is_ever_told_outside(company, approved, secrets, sign_in, who):
    for plan in secrets:
        SamenvattingFactory(plan=plan, goals="geheim en wijkverpleging")
    SamenvattingFactory(plan=approved, goals="Geheim tot het openbaar is.")
    client = sign_in(who and company.people[who])
    for address, page in _everything_public(client, [*secrets, approved]):
        assert "geheim" not in page.lower(), address
        assert "987.654" not in page, address


def test_the_workbook_tells_no_more_than_the_page(client, approved, secrets):
    from io import BytesIO
    from zipfile import ZipFile

    for address in (f"{LIST}lijst.xlsx", f"{LIST}cijfers.xlsx"):
        with ZipFile(BytesIO(client.get(address).content)) as parts:
            assert not any(b"geheim" in parts.read(name).lower() for name in parts.namelist())


def test_who_is_signed_in_finds_the_plans_that_are_theirs_with_a_mark(company, approved, secrets, sign_in):
    writer = sign_in(company.ambtenaar)
    assert "geheim" not in writer.get(LIST).text.lower()
    own = writer.get(LIST, {"toon": "mijn"}).text
    assert own.count("niet openbaar") >= len(secrets) - 1  # One is only named.
    assert "alleen genoemd</span>" not in own
    assert "titel en bedrag" in own
    assert {plan.title for plan in writer.get(LIST, {"toon": "mijn", "stand": "concept"}).context["listed"].page} == {
        "Geheim plan over wijkverpleging voor ouderen, concept"
    }


def test_the_list_of_one_person_is_never_kept_for_another(company, approved, secrets, sign_in):
    sign_in(company.ambtenaar).get(LIST, {"toon": "mijn"})
    for who in (None, company.buitenstaander):
        assert "geheim" not in sign_in(who).get(LIST, {"toon": "mijn"}).text.lower()


def test_the_public_page_shows_what_came_out_and_no_more(client, company, approved):
    SamenvattingFactory(plan=approved, is_public=True, goals="Eerst zo.\n<img src=x onerror=alert(1)>")
    SamenvattingFactory(plan=approved, goals="Nog niet openbaar.")
    page = client.get(f"{LIST}{approved.pk}/openbaar/")
    assert "Eerst zo." in page.text
    assert "<img src=x" not in page.text
    assert "Nog niet openbaar." not in page.text
    for fact in ("ZHE-BAR", "Ouderen thuis", "CZ", "goedgekeurd, in uitvoering", "Gemeente Ridderkerk"):
        assert fact in page.text


def test_lines_with_a_dash_are_a_list(client, approved):
    words = "Vooraf:\n- eerst <i>dit</i>\n- dan dat\n\nTot slot."
    SamenvattingFactory(plan=approved, is_public=True, agreements=words)
    page = client.get(f"{LIST}{approved.pk}/openbaar/").text
    assert "<p>Vooraf:</p><ul><li>eerst &lt;i&gt;dit&lt;/i&gt;</li><li>dan dat</li></ul><p>Tot slot.</p>" in page


def test_earlier_versions_can_be_read_until_the_last_is_withdrawn(client, company, approved):
    SamenvattingFactory(plan=approved, is_public=True, goals="Eerste tekst.")
    second = SamenvattingFactory(plan=approved, is_public=True, goals="Tweede tekst.")
    address = f"{LIST}{approved.pk}/openbaar/"
    assert "Tweede tekst." in client.get(address).text
    old = client.get(f"{address}?versie=1").text
    assert "Eerste tekst." in old
    assert "Dit is een eerdere versie" in old
    for nonsense in ("3", "0", "-1", "x", "1e3", "99999999999999999999", "²"):
        assert client.get(f"{address}?versie={nonsense}").status_code == 404
    summarising.withdraw(second, by=company.beoordelaar_1, reason="Een fout in de tekst.")
    for query in ("", "?versie=1", "?versie=2"):
        gone = client.get(f"{address}{query}")
        assert gone.status_code == 410
        assert "Een fout in de tekst." in gone.text
        assert "Eerste tekst." not in gone.text
    assert found_by(client, woorden="tekst") == set()
    assert f'href="{address}"' not in client.get(LIST).text


def test_an_earlier_version_that_was_withdrawn_is_not_there(client, company, approved):
    first = SamenvattingFactory(plan=approved, is_public=True)
    SamenvattingFactory(plan=approved, is_public=True)
    summarising.withdraw(first, by=company.beoordelaar_1, reason="Een fout.")
    assert client.get(f"{LIST}{approved.pk}/openbaar/").status_code == 200
    assert client.get(f"{LIST}{approved.pk}/openbaar/?versie=1").status_code == 404


def test_a_plan_that_its_applicants_withdrew_says_so(client, approved, put_in_state):
    SamenvattingFactory(plan=approved, is_public=True)
    put_in_state(approved, Planstand.INGETROKKEN, ended_at=timezone.now())
    gone = client.get(f"{LIST}{approved.pk}/openbaar/")
    assert gone.status_code == 410
    assert "gaat niet door" in gone.text


def test_a_plan_without_a_public_summary_has_no_public_page(client, approved):
    SamenvattingFactory(plan=approved)
    assert client.get(f"{LIST}{approved.pk}/openbaar/").status_code == 404
    assert client.get(f"{LIST}999999/openbaar/").status_code == 404


def test_an_opgave_refers_to_the_public_page(client, company, approved, sign_in):
    from tests.factories import OpgaveFactory

    assert approved not in company.region.transformatieplannen.to_refer_to()
    SamenvattingFactory(plan=approved, is_public=True)
    assert approved in company.region.transformatieplannen.to_refer_to()
    opgave = OpgaveFactory(plan=company.plan)
    opgave.transformatieplannen.add(approved)
    page = sign_in(company.ambtenaar).get(opgave.get_absolute_url()).text
    assert f'href="{LIST}{approved.pk}/openbaar/"' in page


def test_a_plan_that_is_only_named_refers_to_where_it_says(company):
    named = TransformatieplanFactory(status=Planstand.GENOEMD, url="https://voorbeeld.nl/plan")
    assert named.public_url == "https://voorbeeld.nl/plan"


def test_a_formula_in_a_title_stays_text(client, approved, put_in_state):
    Transformatieplan.objects.filter(pk=approved.pk).update(title='=HYPERLINK("http://x")', number="+1;2")
    rows = list(csv.reader(io.StringIO(client.get(f"{LIST}lijst.csv").content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][1] == '\'=HYPERLINK("http://x")'
    assert rows[1][0] == "'+1;2"


def _many(company, count):
    now = timezone.now()
    plans = Transformatieplan.objects.bulk_create(
        Transformatieplan(
            region=company.region,
            title=f"Samen plan {number} over zorg",
            status=APPROVED[number % len(APPROVED)],
            approved_at=now - timedelta(hours=number),
            first_submitted_at=now,
            requested=Decimal(number + 1),
            insurer=company.insurer_1,
        )
        for number in range(count)
    )
    for plan in plans[:30]:
        SamenvattingFactory(plan=plan, is_public=True, goals="Zorg dichtbij.")
    return plans


@pytest.mark.parametrize("query", ["", "?woorden=samen", "?regio=zhe-bar&thema=ouderen", "?toon=mijn"])
def test_thousands_of_plans_take_as_many_queries_as_one(company, approved, sign_in, query):
    from django.core.cache import caches

    client = sign_in(company.toekenner)
    few = len(queries_of(client, f"{LIST}{query}"))
    caches["fragments"].clear()
    _many(company, 2000)
    assert len(queries_of(client, f"{LIST}{query}")) == few <= 12


def test_a_list_that_is_kept_asks_nothing_of_plans(client, company, approved):
    queries_of(client, LIST)
    assert queries_of(client, LIST) == []


def test_pages_go_through_all_plans_once(client, company):
    _many(company, 60)
    seen = [
        plan.pk
        for page in (1, 2, 3)
        for plan in client.get(LIST, {"pagina": page, "sorteer": "regio"}).context["listed"].page
    ]
    assert len(seen) == len(set(seen)) == 60


def test_the_region_shows_its_plans_with_one_query(client, company, approved):
    one = len(queries_of(client, "/regios/zhe-bar/"))
    from django.core.cache import caches

    caches["fragments"].clear()
    _many(company, 30)
    assert len(queries_of(client, "/regios/zhe-bar/")) == one
    assert "Alle transformatieplannen van deze regio" in client.get("/regios/zhe-bar/").text


def test_a_submission_is_no_reason_to_be_in_the_list(client, company):
    IndieningFactory(plan=company.transformatieplan)
    assert "Samen sterker thuis" not in client.get(LIST).text


@pytest.mark.parametrize("status", [each for each in Planstand if each not in {*APPROVED, Planstand.GENOEMD}])
def test_the_own_list_tells_what_a_plan_asks_only_to_who_reads_that_on_its_page(company, put_in_state, sign_in, status):
    now = timezone.now()
    fields = {"first_submitted_at": now, "shared_at": now, "requested": 987654}
    plan = put_in_state(company.transformatieplan, status, **fields)
    for user in company.people.values():
        if not rules.may_see(user, plan):
            continue
        reads = rules.may_read_as_it_stands(user, plan)
        client = sign_in(user)
        assert ("987.654" in client.get(f"{LIST}?toon=mijn").text) == reads
        assert (plan.title in client.get(f"{LIST}?toon=mijn&vanaf=987654&tot=987654").text) == reads
