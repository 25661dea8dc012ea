"""The letter of a decision: what it says for each outcome, who reads it, and its PDF."""

from datetime import timedelta
from io import BytesIO

import page as pdf_page
import pikepdf
import pypdfium2
import pytest
import time_machine
from django.db import InternalError, ProgrammingError, transaction
from django.utils import timezone

from iza_portal.dossiers import letters
from iza_portal.dossiers.adopted import make_waiting
from iza_portal.hashing import hash_of
from plans.letter import Table
from plans.models.transformatie import Advies, PlanbesluitPdf, Uitkomst
from plans.transformatie.besluiten.letters import as_letter
from plans.transformatie.workflow import Planstand
from tests.plans.transformatie.judged import all_meet
from tests.queries import queries_of


def words_of(besluit) -> str:
    """Answer all that the letter says, as one line."""
    letter = as_letter(besluit.content, besluit.content_hash)
    pieces = [letter.title, letter.subject, *(f"{label} {words}" for label, words in letter.facts), *letter.signed]
    for part in letter.parts:
        pieces.append(part.title)
        for block in part.blocks:
            pieces += [block.words] if block.kind == "paragraph" else []
            pieces += block.items if block.kind == "list" else []
            pieces += [cell for row in block.rows for cell in row] if block.kind == "table" else []
    return " ".join(" ".join(pieces).split())


@pytest.mark.parametrize(
    ("outcome", "said", "unsaid"),
    [
        (Advies.IMPACTVOL, ["impactvol", "Een recht op geld volgt niet", "binnen 4 weken"], ["Maak afspraken"]),
        (Advies.AANVULLEN, ["aanvullen en opnieuw indienen", "binnen 4 weken"], ["wachtrij"]),
        (
            Advies.NIET_IMPACTVOL,
            [
                "niet impactvol",
                "Afspraken met een zorgverzekeraar apart blijven mogelijk",
                "geen transformatiemiddelen",
            ],
            ["opnieuw indienen. Daar"],
        ),
    ],
)
def test_a_letter_on_the_snelle_toets_says_what_follows(submitted, steps, outcome, said, unsaid):
    words = words_of(steps.decide(submitted(), outcome))
    for each in [*said, "kent geen bezwaar of beroep", "bestuurlijk overleg", "CZ VGZ", "Besluit over de snelle toets"]:
        assert each in words, each
    for each in [*unsaid, "Afschrift aan"]:
        assert each not in words, each


def test_the_letters_of_a_full_plan_say_the_terms_and_that_money_is_another_decision(submitted, steps):
    indiening = submitted(Planstand.BEOORDELING, requested=250_000)
    with time_machine.travel(timezone.now() - timedelta(weeks=3), tick=False):
        words = words_of(steps.decide(indiening, Advies.GOEDKEUREN))
    indiening.refresh_from_db()
    for each in ("van plan het transformatieplan goed te keuren", "kunnen tot en met", "alle andere zorgverzekeraars"):
        assert each in words
    words = words_of(steps.decide(indiening, Advies.GOEDKEUREN))
    for each in (
        "keuren het transformatieplan definitief goed",
        "wachtrij voor transformatiemiddelen",
        "apart besluit",
    ):
        assert each in words


def test_a_letter_names_the_parties_with_the_lead_first_and_no_person(company, submitted, steps):
    besluit = steps.decide(submitted(), Advies.IMPACTVOL)
    assert besluit.content["addressed_to"] == ["Gemeente Ridderkerk", "Zorgaanbieder"]
    words = words_of(besluit)
    for person in company.people.values():
        if name := getattr(person, "name", ""):
            assert name not in words.split("Ons besluit")[0]
    assert "beoordelaar" not in words
    assert besluit.content_hash == hash_of(besluit.content)


def test_who_reads_which_letters(company, submitted, steps, sign_in):
    quick = steps.decide(submitted(), Advies.IMPACTVOL)
    plan = quick.indiening.plan
    preliminary = steps.decide(submitted(Planstand.BEOORDELING, plan=plan), Advies.GOEDKEUREN)
    path = f"/transformatieplannen/{plan.pk}/besluiten/"
    both, one = {quick.pk, preliminary.pk}, {preliminary.pk}
    expected = dict.fromkeys(("ambtenaar", "zorgaanbieder", "betrokkene", "beoordelaar_1", "beoordelaar_2b"), both)
    expected |= {"andere_verzekeraar": one, "toekenner": set(), "buitenstaander": set(), "ambtenaar_2": set()}
    for name, readable in expected.items():
        client = sign_in(company.people[name])
        found = {pk for pk in both if client.get(f"{path}{pk}/").status_code == 200}
        assert found == readable, name
        listed = client.get(path)
        if readable:
            assert {row.pk for row in listed.context["besluiten"]} == readable
        else:
            assert listed.status_code == 404
    assert (
        sign_in(company.ambtenaar).get(f"/transformatieplannen/{plan.pk + 1}/besluiten/{quick.pk}/").status_code == 404
    )


def test_the_pdf_is_made_once_is_accessible_and_says_what_the_letter_says(company, submitted, steps, sign_in):
    indiening = submitted()
    evil = "Het <b>plan</b> & {{ meer }}\n\n- een punt\n- nog een punt \u202e\n\n漢字 😀 " + "x" * 300
    criteria = all_meet(indiening, ST_4=Uitkomst.VOLDOET_NIET, ST_3=Uitkomst.DEELS)
    besluit = steps.decide(indiening, Advies.NIET_IMPACTVOL, motivation=evil, criteria=criteria)
    client = sign_in(company.zorgaanbieder)
    path = besluit.get_absolute_url()
    assert "De PDF wordt gemaakt" in client.get(path).text
    assert client.get(f"{path}pdf/")["Location"] == path
    assert make_waiting() == 1
    assert make_waiting() == 0
    assert "Download de brief als PDF" in client.get(path).text
    answer = client.get(f"{path}pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert "samen-sterker-thuis-snelle-toets-" in answer["Content-Disposition"]
    checked = pdf_page.validate_pdf_bytes(answer.content, profile=pdf_page.ValidationProfile.PDF_UA_1)
    assert checked.is_compliant, str(checked)
    with pikepdf.open(BytesIO(answer.content)) as document:
        assert str(document.docinfo["/Title"]) == "Besluit over de snelle toets: Samen sterker thuis"
        assert str(document.docinfo["/Author"]) == "CZ en VGZ"
    words = " ".join(
        " ".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(answer.content)).split()
    )
    for said in (
        "Het <b>plan</b> & {{ meer }}",
        "een punt",
        "Wij vinden uw voorstel niet impactvol.",
        "Gemeente Ridderkerk, Zorgaanbieder",
        "Daarom, bij ST-4.",
        "voldoet niet",
        "blijven mogelijk",
        besluit.content_hash[:16],
    ):
        assert said in words, said
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        PlanbesluitPdf.objects.update(content=b"")


def test_the_list_takes_as_many_queries_for_many_decisions(company, submitted, steps, sign_in, put_in_state):
    client = sign_in(company.ambtenaar)
    besluit = steps.decide(submitted(), Advies.AANVULLEN)
    path = f"/transformatieplannen/{besluit.indiening.plan_id}/besluiten/"
    one = len(queries_of(client, path))
    for _ in range(4):
        steps.decide(submitted(), Advies.AANVULLEN)
    assert len(queries_of(client, path)) == one
    assert one <= 12
    assert len(queries_of(client, besluit.get_absolute_url())) <= 12


def test_a_decision_of_a_kader_without_criteria_has_no_table_and_is_accessible(submitted, steps):
    besluit = steps.decide(submitted(), Advies.IMPACTVOL)
    letter = as_letter(besluit.content | {"criteria": []}, besluit.content_hash)
    assert "Per criterium" not in [part.title for part in letter.parts]
    assert "Per criterium" in [part.title for part in as_letter(besluit.content, besluit.content_hash).parts]
    checked = pdf_page.validate_pdf_bytes(letters.make(letter), profile=pdf_page.ValidationProfile.PDF_UA_1)
    assert checked.is_compliant, str(checked)


def test_a_table_without_rows_cannot_be_made():
    with pytest.raises(ValueError, match="has no rows"):
        Table("Wat wij per criterium vinden", ("Criterium", "Oordeel"), ())
