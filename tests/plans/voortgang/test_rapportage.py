"""The report of a region on a quarter: three levels, fixed once, set right by a next one, as page and as PDF."""

import json
from contextlib import closing
from datetime import date
from decimal import Decimal
from io import BytesIO

import page as pdf_page
import pikepdf
import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, ProgrammingError, connection, transaction

from iza_portal.dossiers.adopted import make_waiting
from iza_portal.hashing import hash_of
from iza_portal.trail.recording import history
from plans.adoption import move
from plans.models import Actie, Kwartaalrapportage, KwartaalrapportagePdf, Mijlpaal, Opgave, Section
from plans.voortgang.fixing import fix_report
from plans.voortgang.following import note
from plans.voortgang.kwartalen import write_bericht
from plans.voortgang.measuring import add_meting
from plans.voortgang.rapportage import MOST_NAMED, content_of
from plans.werkagenda.starting import start_werkagenda
from tests.at_once import at_once
from tests.plans.voortgang.conftest import FOURTH, THIRD
from tests.queries import queries_of

PATH = "/regios/zhe-bar/rapportages/"
QUARTERS = (THIRD, FOURTH)


@pytest.fixture
def told(cast, followed):
    """A quarter in which one milestone was done, one not, a goal was measured, and one opgave has its bericht."""
    first, _, _ = followed.mijlpalen
    note(first, by=cast.ambtenaar, version=0, status="gereed", done_on=date(2026, 9, 1), note="Twaalf mensen.")
    add_meting(followed.doel, by=cast.ambtenaar, on=date(2026, 9, 30), value=Decimal(8), source="GGD, monitor 2026")
    write_bericht(
        followed.led,
        by=cast.zorgaanbieder,
        quarter=THIRD,
        version=0,
        koers="aandacht",
        moved="De eerste cursus draait.",
        stuck="Te weinig <b>docenten</b>.",
        needed="De gemeenten zoeken zalen.",
    )
    return followed


def fix(cast, quarter=THIRD, by=None, **said) -> Kwartaalrapportage:
    return fix_report(cast.region, by=by or cast.regiocoordinator, quarter=quarter, **{"after": 0} | said)


def test_it_tells_of_three_levels(cast, told):
    content = content_of(cast.region, THIRD)
    proces = content["proces"]
    assert {name: proces["milestones"][name] for name in ("gereed", "te_laat", "op_tijd", "total")} == {
        "gereed": 1,
        "te_laat": 1,
        "op_tijd": 1,
        "total": 3,
    }
    names = {name: [row["activity"] for row in each["rows"]] for name, each in proces["lists"].items()}
    assert names == {
        "gereed": ["Eerste cursus"],
        "te_laat": ["Tweede cursus"],
        "uitgesteld": [],
        "vervallen": [],
        "straks": ["Derde cursus"],
    }
    assert proces["koersen"] == {"op_koers": 0, "aandacht": 1, "vastgelopen": 0, "zonder": 1}
    assert proces["opgaven"][0]["trekkers"] == ["Gemeente Ridderkerk", "Zorgaanbieder"]
    [goal] = content["beweging"]["opgaven"][0]["goals"]
    assert (goal["start"], goal["value"], goal["target"], goal["gang"]) == ("5%", "8%", "14%", "op_schema")
    groups = {group["label"]: [each["title"] for each in group["opgaven"]] for group in content["doelgroepen"]}
    assert groups["ouderen met een kwetsbare gezondheid"] == ["Minder vallen"]
    assert [titles for titles in groups.values() if titles] == [["Minder vallen"]]
    assert content["without_group"] == ["Sneller hulp"]
    assert json.loads(json.dumps(content)) == content


def test_what_happened_after_the_quarter_is_not_in_it(cast, told):
    before = content_of(cast.region, THIRD)
    note(
        told.mijlpalen[1],
        by=cast.ambtenaar,
        version=0,
        status="gereed",
        done_on=date(2026, 10, 3),
        note="Later.",
    )
    add_meting(told.doel, by=cast.ambtenaar, on=date(2026, 10, 5), value=Decimal(9), source="GGD")
    after = content_of(cast.region, THIRD)
    assert after["proces"]["milestones"] == before["proces"]["milestones"]
    assert after["beweging"]["opgaven"][0]["goals"][0]["value"] == "8%"
    now = content_of(cast.region, FOURTH)
    assert now["proces"]["milestones"]["gereed"] == 2
    assert [row["activity"] for row in now["proces"]["lists"]["gereed"]["rows"]] == ["Tweede cursus"]
    assert now["beweging"]["opgaven"][0]["goals"][0]["value"] == "9%"


def test_only_the_regiocoordinator_fixes_it_and_only_when_the_quarter_is_over(cast, told):
    did = set()
    for name, person in cast.people.items():
        try:
            fix(cast, by=person)
        except PermissionDenied:
            continue
        did.add(name)
    assert did == {"regiocoordinator"}
    with pytest.raises(ValidationError, match="nog niet om"):
        fix(cast, quarter=FOURTH)
    with pytest.raises(ValidationError, match="legt de regio nu geen rapportage vast"):
        fix(cast, quarter=date(2026, 4, 1))


def test_what_was_fixed_is_kept_for_good(cast, told):
    report = fix(cast, summary="Wij liggen op koers.")
    assert report.content_hash == hash_of(report.content)
    assert Kwartaalrapportage.objects.get().content == report.content
    for change in (
        lambda: Kwartaalrapportage.objects.update(content={}),
        lambda: Kwartaalrapportage.objects.all().delete(),
    ):
        with pytest.raises((InternalError, ProgrammingError), match="Cannot"), transaction.atomic():
            change()
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE plans_kwartaalrapportage SET correction = 'x', number = 2")
    [event] = [each for each in history(cast.region) if each.verb == "kwartaalrapportage.vastgelegd"]
    assert event.after == {"nummer": 1, "kenmerk": report.content_hash}


def test_a_mistake_is_set_right_by_a_next_one_that_says_what(cast, told):
    first = fix(cast)
    with pytest.raises(ValidationError, match="intussen een rapportage vastgelegd"):
        fix(cast)
    with pytest.raises(ValidationError) as refused:
        fix(cast, after=1, correction=" ")
    assert list(refused.value.message_dict) == ["correction"]
    note(told.mijlpalen[1], by=cast.ambtenaar, version=0, status="gereed", done_on=date(2026, 9, 9), note="Vergeten.")
    second = fix(cast, after=1, correction="De tweede cursus was al gereed.")
    assert (second.number, second.content["proces"]["milestones"]["gereed"]) == (2, 2)
    assert Kwartaalrapportage.objects.get(pk=first.pk).content["proces"]["milestones"]["gereed"] == 1


def test_what_changed_since_it_was_read_is_not_fixed_unseen(cast, told):
    seen = hash_of(content_of(cast.region, THIRD))
    write_bericht(told.free, by=cast.ambtenaar, quarter=THIRD, version=0, koers="op_koers", moved="Toch nog.")
    with pytest.raises(ValidationError, match="Er is iets veranderd"):
        fix(cast, seen=seen)
    assert fix(cast, seen=hash_of(content_of(cast.region, THIRD))).number == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_fix_at_once_one_is_told(cast, told):
    results = at_once(lambda: fix(cast), lambda: fix(cast))
    assert sorted(type(each).__name__ for each in results) == ["Kwartaalrapportage", "ValidationError"]


def test_the_next_report_shows_what_the_one_before_told_of_a_goal(cast, told):
    fix(cast)
    add_meting(told.doel, by=cast.ambtenaar, on=date(2026, 10, 5), value=Decimal(9), source="GGD")
    [goal] = content_of(cast.region, FOURTH)["beweging"]["opgaven"][0]["goals"]
    assert (goal["before"], goal["value"]) == ("8%", "9%")


def test_the_region_reads_it_and_nobody_else(cast, told, sign_in):
    report = fix(cast)
    for path in (PATH, f"{PATH}2026-4/", report.get_absolute_url()):
        readers = {name for name, person in cast.people.items() if sign_in(person).get(path).status_code == 200}
        assert readers == {
            "ambtenaar",
            "ambtenaar_2",
            "regiocoordinator",
            "kassier",
            "bestuurder",
            "beheerder",
            "beoordelaar_1",
            "beoordelaar_2",
            "zorgaanbieder",
        }, path
    assert "/accounts/" in sign_in(None).get(report.get_absolute_url())["Location"]


def test_from_the_draft_to_what_was_fixed_and_set_right(cast, told, sign_in):
    client = sign_in(cast.regiocoordinator)
    page = client.get(f"{PATH}2026-3/").text
    for words in (
        "Zo staat het er nu, op 30 september 2026",
        "1 van 3 mijlpalen gereed, 1 te laat",
        "Te weinig &lt;b&gt;docenten&lt;/b&gt;.",
        "Geen opgave van de regio noemt deze doelgroep",
        "Twaalf mensen.",
    ):
        assert words in page
    form = client.get(f"{PATH}2026-3/vastleggen/")
    assert "1 opgave zonder kwartaalbericht" in form.text
    seen = form.context["form"].initial["seen"]
    write_bericht(told.free, by=cast.ambtenaar, quarter=THIRD, version=0, koers="op_koers", moved="Toch nog.")
    said = {"after": 0, "seen": seen, "summary": "Wij liggen op koers."}
    answer = client.post(f"{PATH}2026-3/vastleggen/", said)
    assert answer.status_code == 422
    assert "Er is iets veranderd" in answer.text
    assert "Wij liggen op koers." in answer.text
    now = answer.context["form"].data["seen"]
    answer = client.post(f"{PATH}2026-3/vastleggen/", said | {"seen": now})
    report = Kwartaalrapportage.objects.get()
    assert answer["Location"] == report.get_absolute_url()
    page = client.get(f"{PATH}2026-3/", follow=True).text
    for words in ("Wij liggen op koers.", "Toch nog.", report.content_hash, "De PDF wordt gemaakt", "Zet iets recht"):
        assert words in page
    answer = client.post(f"{PATH}2026-3/vastleggen/", {"after": 1, "seen": "", "correction": ""})
    assert answer.status_code == 422
    seen = client.get(f"{PATH}2026-3/vastleggen/").context["form"].initial["seen"]
    client.post(f"{PATH}2026-3/vastleggen/", {"after": 1, "seen": seen, "correction": "Een komma te veel."})
    assert "Een komma te veel." in client.get(f"{PATH}2026-3/", follow=True).text
    assert "Deze rapportage is rechtgezet" in client.get(report.get_absolute_url()).text
    for who, status in ((cast.ambtenaar, 403), (cast.andere_regiocoordinator, 404)):
        assert sign_in(who).get(f"{PATH}2026-3/vastleggen/").status_code == status
    for path in ("2026-4/vastleggen/", "2026-2/", "2026-9/", "2027-1/"):
        assert client.get(f"{PATH}{path}").status_code == 404


def test_the_pdf_is_made_once_and_is_tagged(cast, told, sign_in):
    report = fix(cast, summary="Wij liggen op koers.")
    client = sign_in(cast.ambtenaar)
    assert client.get(f"/rapportages/{report.pk}/pdf/")["Location"] == report.get_absolute_url()
    # The plan that was agreed to waits for its PDF as well.
    assert make_waiting() == 2
    assert make_waiting() == 0
    answer = client.get(f"/rapportages/{report.pk}/pdf/")
    assert 'filename="zhe-bar-kwartaalrapportage-2026-3.pdf"' in answer["Content-Disposition"]
    with pikepdf.open(BytesIO(answer.content)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "nl"
        assert "Kwartaalrapportage Q3 2026" in str(document.docinfo["/Title"])
        assert str(document.open_metadata()["pdfuaid:part"]) == "1"
    checked = pdf_page.validate_pdf_bytes(answer.content, profile=pdf_page.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in checked.failures] == []
    with closing(pypdfium2.PdfDocument(answer.content)) as pages:
        words = " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())
    for said in (
        "Wij liggen op koers.",
        "De eerste cursus draait.",
        "Te weinig <b>docenten</b>.",
        "GGD, monitor 2026",
        "Geen opgave van de regio noemt deze doelgroep",
        report.content_hash[:8],
    ):
        assert said in words
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        KwartaalrapportagePdf.objects.update(content=b"")
    assert sign_in(cast.andere_ambtenaar).get(f"/rapportages/{report.pk}/pdf/").status_code == 404


def test_it_takes_as_many_queries_for_a_large_plan_and_names_no_more_than_fit(cast, told, sign_in):
    client = sign_in(cast.ambtenaar)
    one = len(queries_of(client, f"{PATH}2026-3/"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        opgaven = Opgave.objects.bulk_create(Opgave(plan=cast.plan, position=9 + n, title=f"{n}") for n in range(30))
        acties = Actie.objects.bulk_create(Actie(opgave=each, position=1, title="Actie") for each in opgaven)
        Mijlpaal.objects.bulk_create(
            Mijlpaal(actie=actie, quarter=THIRD, activity=f"Les {n}") for actie in acties for n in range(4)
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert len(queries_of(client, f"{PATH}2026-3/")) == one
    late = content_of(cast.region, THIRD)["proces"]["lists"]["te_laat"]
    assert (late["count"], len(late["rows"])) == (121, MOST_NAMED)


def test_a_region_without_a_plan_has_nothing_to_report(cast, told, sign_in):
    with pytest.raises(ValidationError, match="legt de regio nu geen rapportage vast"):
        fix_report(cast.other_region, by=cast.andere_regiocoordinator, quarter=THIRD, after=0)
    assert "loopt nog" in sign_in(cast.andere_ambtenaar).get("/regios/zeeland/rapportages/").text


def test_after_the_plan_was_withdrawn_there_is_nothing_to_report(cast, told, sign_in):
    move(cast.plan, by=cast.regiocoordinator, source="gepubliceerd", target="ingetrokken", reason="Een fout.")
    with pytest.raises(ValidationError, match="volgt nu geen plan"):
        fix(cast)
    assert "volgt nu geen plan met opgaven" in sign_in(cast.ambtenaar).get(f"{PATH}2026-3/").text


def test_the_history_of_the_region_says_who_fixed_it(cast, told, sign_in):
    fix(cast)
    fix(cast, after=1, correction="Een komma te veel.")
    page = sign_in(cast.ambtenaar).get("/regios/zhe-bar/geschiedenis/").text
    assert page.count("legde een kwartaalrapportage vast") == 2
    assert "Een komma te veel." in page


def test_a_plan_that_was_agreed_to_after_the_quarter_is_not_in_its_report(cast, told):
    agenda = start_werkagenda(cast.region, by=cast.regiocoordinator, edition=2026, title="Werkagenda D5")
    Section.objects.filter(plan=agenda).update(plain_text="Er staat iets.")
    for source, target in (("concept", "ter_consultatie"), ("ter_consultatie", "akkoord_tafel")):
        move(agenda, by=cast.regiocoordinator, source=source, target=target)
    titles = {quarter: [plan["title"] for plan in content_of(cast.region, quarter)["plans"]] for quarter in QUARTERS}
    assert titles == {THIRD: [cast.plan.title], FOURTH: [cast.plan.title, "Werkagenda D5"]}
    assert fix(cast).content["proces"]["koersen"]["zonder"] == 1
