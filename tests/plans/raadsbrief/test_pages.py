"""The pages of the letter: who gets to it, what comes back as a file, and that nothing typed is lost."""

import io
from itertools import pairwise
from urllib.parse import unquote

import docx
import pytest

from plans.adoption import move
from plans.models import Regioplan
from plans.raadsbrief import formats
from plans.raadsbrief.formats import CannotBeMade, Format
from tests.plans.opgaven.filling import filled
from tests.queries import queries_of


def path_of(plan, organisation) -> str:
    return f"/plannen/{plan.pk}/brief-aan-de-raad/{organisation.pk}/"


def read(answer) -> str:
    document = docx.Document(io.BytesIO(answer.content))
    return "\n".join(each.text for each in document.paragraphs)


@pytest.mark.parametrize(
    ("name", "own", "other"),
    [
        ("ambtenaar", 200, 404), ("bestuurder", 200, 404), ("ambtenaar_2", 404, 200), ("regiocoordinator", 200, 200),
        ("beoordelaar_1", 404, 404), ("zorgaanbieder", 404, 404), ("andere_ambtenaar", 404, 404),
        ("andere_regiocoordinator", 404, 404), ("portaalbeheerder", 404, 404), (None, 302, 302),
    ],
)  # fmt: skip
def test_a_letter_is_for_the_municipality_and_the_regiocoordinator(cast, plan, ridderkerk, sign_in, name, own, other):
    client = sign_in(cast.people.get(name))
    assert client.get(path_of(plan, ridderkerk)).status_code == own
    assert client.get(path_of(plan, cast.ambtenaar_2.hat)).status_code == other
    assert client.get(path_of(plan, cast.beoordelaar_1.hat)).status_code == (302 if name is None else 404)


def test_the_way_to_it_stands_where_somebody_may(cast, plan, ridderkerk, sign_in):
    choose = f"/plannen/{plan.pk}/brief-aan-de-raad/"
    for page in (f"/plannen/{plan.pk}/", f"/plannen/{plan.pk}/vaststelling/"):
        assert choose in sign_in(cast.ambtenaar).get(page).content.decode()
        assert choose not in sign_in(cast.zorgaanbieder).get(page).content.decode()
    assert sign_in(cast.ambtenaar).get(choose)["Location"] == path_of(plan, ridderkerk)
    page = sign_in(cast.regiocoordinator).get(choose).content.decode()
    assert path_of(plan, ridderkerk) in page
    assert path_of(plan, cast.ambtenaar_2.hat) in page


def test_what_is_sent_comes_back_as_a_word_file_as_often_as_asked(cast, plan, ridderkerk, sign_in, answers):
    client, path = sign_in(cast.ambtenaar), path_of(plan, ridderkerk)
    for _ in range(2):
        answer = client.post(path, answers(core="Zelf geschreven.\n\n- een punt"))
        assert answer.status_code == 200
        assert "Zelf geschreven.\neen punt" in read(answer)
    assert unquote(answer["Content-Disposition"]) == (
        'attachment; filename="Raadsinformatiebrief Gemeente Ridderkerk Regioplan ZHE-BAR 2026.docx"'
    )


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(cast, plan, ridderkerk, sign_in, answers):
    answer = sign_in(cast.ambtenaar).post(
        path_of(plan, ridderkerk), answers(subject=" \x0b ", day="32 mei", reason="Dit typte ik.")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_subject"' in page
    assert 'href="#id_day"' in page
    assert "Dit typte ik." in page


@pytest.mark.parametrize("asked", ["", "exe", None])
def test_another_kind_of_file_is_refused(cast, plan, ridderkerk, sign_in, answers, asked):
    sent = answers(reason="Dit typte ik.")
    sent.pop("maak")
    if asked is not None:
        sent["maak"] = asked
    answer = sign_in(cast.ambtenaar).post(path_of(plan, ridderkerk), sent)
    assert (answer.status_code, "Dit typte ik." in answer.content.decode()) == (422, True)


def test_a_file_that_cannot_be_made_costs_no_text(cast, plan, ridderkerk, sign_in, answers, monkeypatch):
    def fail(letter):
        raise CannotBeMade

    monkeypatch.setitem(formats.FORMATS, "odt", Format("odt", "application/odt", "ODT", fail))
    answer = sign_in(cast.ambtenaar).post(path_of(plan, ridderkerk), answers(maak="odt", reason="Dit typte ik."))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Het bestand is niet gelukt" in page
    assert "Dit typte ik." in page


def test_an_opgave_that_is_not_of_this_plan_is_refused(cast, plan, ridderkerk, sign_in, answers):
    answer = sign_in(cast.ambtenaar).post(path_of(plan, ridderkerk), answers(opgaven=["x"]))
    assert answer.status_code == 422


def test_odd_characters_do_not_break_a_file_or_its_name(cast, plan, ridderkerk, sign_in, answers):
    odd = 'a\x00"\r\nSet-Cookie: x\u202e/../=1+1 <b>\ud83d\ude00'.encode("utf-8", "surrogatepass").decode(
        "utf-8", "ignore"
    )
    answer = sign_in(cast.ambtenaar).post(
        path_of(plan, ridderkerk), answers(subject=odd.replace("\x00", ""), core=odd[2:])
    )
    assert answer.status_code == 200
    assert "\n" not in answer["Content-Disposition"]
    assert "/" not in unquote(answer["Content-Disposition"]).partition("filename")[2].removeprefix("*=utf-8''")
    assert "Set-Cookie: x/../=1+1 <b>" in read(answer)


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_odd_characters_of_the_plan_itself_do_not_break_a_file(cast, plan, ridderkerk, sign_in, answers, kind):
    plan.opgaven.filter(title="Gezond ouder worden").update(
        title="Gezond\x01 ouder\x0b\u202e worden\uffff", summary="\x02"
    )
    Regioplan.objects.filter(pk=plan.pk).update(title="Plan\x03 van de regio")
    type(ridderkerk).objects.filter(pk=ridderkerk.pk).update(name="Ridder\x04kerk")
    answer = sign_in(cast.ambtenaar).post(path_of(plan, ridderkerk), answers(maak=kind))
    assert (answer.status_code, answer["Content-Type"]) == (200, formats.FORMATS[kind].content_type)
    if kind == "docx":
        tables = docx.Document(io.BytesIO(answer.content)).tables
        assert "Gezond ouder worden" in [cell.text for table in tables for row in table.rows for cell in row.cells]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_letter_is_dated_in_a_year_that_a_file_can_hold(cast, plan, ridderkerk, sign_in, answers, day):
    answer = sign_in(cast.ambtenaar).post(path_of(plan, ridderkerk), answers(day=day, reason="Dit typte ik."))
    assert answer.status_code == 422
    assert "Kies een dag tussen" in answer.text
    assert "Dit typte ik." in answer.text


def test_a_plan_that_was_withdrawn_gets_no_letter(cast, plan, ridderkerk, sign_in):
    steps = ["concept", "ter_consultatie", "akkoord_tafel", "gepubliceerd", "ingetrokken"]
    for source, target in pairwise(steps):
        reason = {"reason": "Verouderd."} if target == "ingetrokken" else {}
        move(plan, by=cast.regiocoordinator, source=source, target=target, **reason)
    assert sign_in(cast.ambtenaar).get(path_of(plan, ridderkerk)).status_code == 404
    assert "brief-aan-de-raad" not in sign_in(cast.ambtenaar).get(f"/plannen/{plan.pk}/").content.decode()


def test_the_page_takes_as_many_queries_with_thirty_opgaven(cast, plan, ridderkerk, sign_in):
    client, path = sign_in(cast.ambtenaar), path_of(plan, ridderkerk)
    queries_of(client, path)
    few = queries_of(client, path)
    filled(plan, 28)
    assert len(queries_of(client, path)) == len(few)
