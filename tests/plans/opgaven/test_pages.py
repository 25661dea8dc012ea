"""The pages on which opgaven are read and written."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from plans.models import Mijlpaal
from plans.opgaven import editing
from plans.opgaven.forms import NumberField
from plans.opgaven.rows import ACTIE, DOEL
from tests.factories import (
    DoelFactory,
    OpgaveFactory,
)
from tests.plans.opgaven.filling import filled
from tests.queries import queries_of


def test_the_list_asks_as_often_for_one_opgave_as_for_thirty(cast, sign_in):
    client, path = sign_in(cast.ambtenaar), f"/plannen/{cast.plan.pk}/opgaven/"
    filled(cast.plan, 1)
    client.get(path)
    one = len(queries_of(client, path))
    filled(cast.plan, 29)
    assert len(queries_of(client, path)) == one <= 22


@pytest.fixture
def opgave(cast):
    return editing.add_opgave(cast.plan, by=cast.ambtenaar, title="Langer gezond thuis")


def test_an_opgave_is_written_in_the_browser_from_title_to_money(cast, sign_in):
    client = sign_in(cast.ambtenaar)
    answer = client.post(
        f"/plannen/{cast.plan.pk}/opgaven/nieuw/", {"version": 1, "title": "Langer gezond thuis", "scale": "regionaal"}
    )
    opgave = cast.plan.opgaven.get()
    assert answer["Location"] == opgave.get_absolute_url()
    below = f"{opgave.get_absolute_url()}%s/nieuw/"
    client.post(
        below % "doel",
        {
            "version": 1,
            "title": "14% in 2028",
            "measure": "valrisico",
            "unit": "%",
            "start_value": "5,5",
            "start_on": "2025-12-31",
            "target_value": "14",
            "target_on": "2028-12-31",
        },
    )
    doel = opgave.doelen.get()
    assert (doel.start_value, doel.target_on) == (Decimal("5.5"), date(2028, 12, 31))
    client.post(
        below % "actie",
        {"version": 1, "title": "Cursussen", "organisation": cast.ambtenaar.hat.pk, "doelen": [doel.pk]},
    )
    actie = opgave.acties.get()
    client.post(
        f"{below % 'mijlpaal'}?actie={actie.pk}", {"version": 1, "quarter": "2027-01-01", "activity": "Eerste cursus"}
    )
    client.post(
        below % "dekking",
        {"version": 1, "stream": "spuk_iza", "year": "2026", "amount": "€ 325.000", "actie": actie.pk},
    )
    client.post(below % "partij", {"version": 1, "organisation": cast.ambtenaar.hat.pk, "part": "trekker"})
    assert Mijlpaal.objects.get().actie == actie
    assert opgave.dekkingen.get().amount == 325000
    page = client.get(opgave.get_absolute_url()).content.decode()
    for words in (
        "5,5%",
        "<strong>14%</strong>",
        "31 december 2028",
        "Q1 2027",
        "€ 325.000",
        "trekker",
        "specifiek, meetbaar en tijdgebonden",
    ):
        assert words in page


def test_a_refused_row_comes_back_with_its_error_at_its_field_and_what_was_typed(cast, sign_in, opgave):
    answer = sign_in(cast.ambtenaar).post(
        f"{opgave.get_absolute_url()}doel/nieuw/",
        {"version": 1, "title": "Minder vallen", "start_value": "14", "target_value": "14,0", "unit": "procent"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "De streefwaarde is gelijk aan de startwaarde" in page
    assert "Minder vallen" in page
    assert 'value="procent"' in page


def test_who_saves_what_another_changed_sees_both(cast, sign_in, opgave):
    actie = editing.add_row(opgave, ACTIE, by=cast.ambtenaar, title="Cursussen")
    editing.change(actie, by=cast.ambtenaar_2, version=1, title="Cursussen in de wijk")
    client, path = sign_in(cast.ambtenaar), f"{opgave.get_absolute_url()}actie/{actie.pk}/"
    answer = client.post(path, {"version": 1, "title": "Cursussen voor 65-plussers"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Dit is intussen gewijzigd" in page
    assert "Cursussen in de wijk" in page
    assert "Cursussen voor 65-plussers" in page
    answer = client.post(path, {"version": 2, "title": "Cursussen voor 65-plussers in de wijk"})
    assert answer.status_code == 302


def test_the_check_of_a_goal_answers_while_one_types_and_keeps_nothing(cast, sign_in, opgave):
    client, path = sign_in(cast.ambtenaar), f"{opgave.get_absolute_url()}doel-toetsen/"
    page = client.post(path, {"version": 1, "title": "Ouderen vallen minder"}).content.decode()
    assert "“minder” zegt niet hoeveel" in page
    assert "Vul in wanneer het doel gehaald moet zijn." in page
    whole = {
        "title": "14%",
        "measure": "valrisico",
        "unit": "%",
        "start_value": "5",
        "start_on": "2025-12-31",
        "target_value": "14",
        "target_on": "2028-12-31",
    }
    assert "Dit doel is specifiek, meetbaar en tijdgebonden." in client.post(path, whole).content.decode()
    assert client.post(path, {"start_value": "veel", "title": "x" * 5000}).status_code == 200
    assert not opgave.doelen.exists()


def test_a_row_is_moved_by_its_buttons_and_by_where_it_was_dragged(cast, sign_in, opgave):
    rows = [editing.add_row(opgave, DOEL, by=cast.ambtenaar, title=title) for title in "ABC"]
    client = sign_in(cast.ambtenaar)
    answer = client.post(
        f"{opgave.get_absolute_url()}doel/{rows[0].pk}/verplaatsen/", {"richting": "omlaag", "plaatsen": "2"}
    )
    assert answer["Location"].endswith(f"#omlaag-doel-{rows[0].pk}")
    assert "".join(opgave.doelen.values_list("title", flat=True)) == "BCA"
    for nonsense in ({}, {"richting": "opzij"}, {"richting": "omhoog", "plaatsen": "9" * 50}):
        assert client.post(f"{opgave.get_absolute_url()}doel/{rows[1].pk}/verplaatsen/", nonsense).status_code == 302


def test_addresses_that_lead_nowhere_are_not_there(cast, sign_in, opgave):
    client = sign_in(cast.ambtenaar)
    other = OpgaveFactory(plan=cast.plan)
    doel = DoelFactory(opgave=other)
    for path in (
        "onzin/nieuw/",
        "mijlpaal/nieuw/",
        "mijlpaal/nieuw/?actie=" + "9" * 40,
        f"doel/{doel.pk}/",
        "partij/1/",
    ):
        assert client.get(f"{opgave.get_absolute_url()}{path}").status_code == 404, path


def test_a_handful_is_a_choice_and_more_is_said_to_be_a_list(cast, sign_in):
    filled(cast.plan, 5)
    path = f"/plannen/{cast.plan.pk}/opgaven/"
    assert "handvol" not in sign_in(cast.ambtenaar).get(path).content.decode()
    filled(cast.plan, 1)
    assert "Dit zijn 6 opgaven" in sign_in(cast.ambtenaar).get(path).content.decode()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("22,6", "22.6"),
        ("3.427.099", "3427099"),
        ("€ 1.000", "1000"),
        ("14%", "14"),
        ("0.5", "0.5"),
        ("-2,25", "-2.25"),
        ("−2,25", "-2.25"),
        ("", None),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, number):
    assert NumberField(required=False).clean(typed) == (number and Decimal(number))


@pytest.mark.parametrize(
    "typed",
    [
        *[
            "veel",
            "1,2,3",
            "NaN",
            "Infinity",
            "1e5",
            "1_000",
            "0e999999999",
            "1e5000",
            "-1e999999999",
            "1,23456",
            "9" * 30,
            "1.23.4",
        ],
        # As the English write it: read the Dutch way a thousand would become one.
        *["1,000.50", "1,000.00", "1,0000"],
    ],
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError):
        NumberField(required=False).clean(typed)


@pytest.mark.parametrize("typed", ["1,000", "1,000.00", "1.000,001"])
def test_an_amount_has_no_more_than_cents(typed):
    with pytest.raises(ValidationError):
        NumberField(digits=14, decimals=2).clean(typed)
    assert NumberField(digits=14, decimals=2).clean("1.000,50") == Decimal("1000.50")


PIECE = {"HTTP_HX_REQUEST": "true"}


def test_the_same_address_answers_a_page_or_a_piece_of_it(cast, sign_in, opgave):
    client = sign_in(cast.ambtenaar)
    for path, piece in (
        (opgave.get_absolute_url(), "<h1>Langer gezond thuis</h1>"),
        (f"/plannen/{cast.plan.pk}/opgaven/", "<h1>Opgaven</h1>"),
        (f"{opgave.get_absolute_url()}doel/nieuw/", 'name="target_value"'),
        (f"{opgave.get_absolute_url()}wijzigen/", 'name="scale"'),
    ):
        page, swapped = client.get(path), client.get(path, **PIECE)
        assert "<!doctype html>" in page.content.decode()
        assert "<!doctype" not in swapped.content.decode()
        assert piece in swapped.content.decode()
        for answer in (page, swapped):
            assert "HX-Request" in answer["Vary"]
        assert "no-store" in swapped["Cache-Control"]
        assert swapped["HX-Push-Url"] == "false"


def test_a_save_in_place_leads_to_the_whole_piece_with_the_row_that_was_saved(cast, sign_in, opgave):
    client, at = sign_in(cast.ambtenaar), opgave.get_absolute_url()
    fields = {"version": 1, "title": "Minder vallen", "form_key": "7e0f6f4c-6d4a-4a4b-9a2e-1f0c9a3b5d11"}
    answers = [client.post(f"{at}doel/nieuw/", fields, **PIECE) for _ in range(2)]
    doel = opgave.doelen.get()
    assert [answer["Location"] for answer in answers] == [f"{at}?bij=doel-{doel.pk}"] * 2
    swapped = client.get(answers[0]["Location"], **PIECE)
    assert swapped["HX-Retarget"] == "#ter-plekke"
    assert "Toegevoegd." in swapped.content.decode()
    refused = client.post(f"{at}doel/{doel.pk}/", {"version": 1, "title": ""}, **PIECE)
    assert (refused.status_code, refused.headers.get("HX-Retarget")) == (422, None)
    # More than one form can be open at once, so that their fields have names of their own.
    assert f'id="doel-{doel.pk}-title"' in refused.content.decode()


def test_who_may_not_is_told_in_a_line_where_a_piece_was_asked(cast, sign_in, opgave):
    at = opgave.get_absolute_url()
    refused = sign_in(cast.zorgaanbieder).get(f"{at}doel/nieuw/", **PIECE)
    assert (refused.status_code, refused["Content-Type"]) == (403, "text/plain; charset=utf-8")
    assert "geen aandeel in deze opgave" in refused.content.decode()
    for person, path in ((cast.ambtenaar, f"{at}doel/999999/"), (cast.andere_ambtenaar, at)):
        gone = sign_in(person).get(path, **PIECE)
        assert (gone.status_code, gone["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert sign_in(None).get(at, **PIECE).status_code == 302


def test_from_the_list_one_goes_back_to_the_list(cast, sign_in, opgave):
    client, path = sign_in(cast.ambtenaar), f"{opgave.get_absolute_url()}wijzigen/?vanuit=lijst"
    listed = f"/plannen/{cast.plan.pk}/opgaven/"
    assert f'href="{listed}#opgave-{opgave.pk}"' in client.get(path).content.decode()
    assert client.post(path, {"version": 1, "title": "A"})["Location"] == f"{listed}#opgave-{opgave.pk}"
    assert client.post(path, {"version": 2, "title": "B"}, **PIECE)["Location"] == f"{listed}?bij=opgave-{opgave.pk}"
