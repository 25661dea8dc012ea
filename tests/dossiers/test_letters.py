"""The letter to a council as PDF: what it says, that it is PDF/UA, and that it is the same every time."""

from dataclasses import replace
from io import BytesIO

import page
import pikepdf
import pypdfium2
import pytest

from iza_portal.dossiers.letters import make
from plans.letter import Part, Table, blocks_of
from plans.raadsbrief.formats import FORMATS, CannotBeMade
from tests.plans.raadsbrief.test_word import LETTER


def words_of(file: bytes) -> str:
    document = pypdfium2.PdfDocument(file)
    return "\n".join(each.get_textpage().get_text_range() for each in document)


def tags_of(file: bytes) -> list[str]:
    with pikepdf.open(BytesIO(file)) as pdf:
        return [str(each["/S"]) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each]


def require_accessible(file: bytes) -> None:
    report = page.validate_pdf_bytes(file, profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, str(report)


def test_it_says_what_the_letter_says_and_is_accessible():
    file = make(LETTER)
    require_accessible(file)
    words = words_of(file)
    for said in (
        "Raadsinformatiebrief",
        "Regioplan <zorg> & welzijn",
        "De gemeenteraad van Ridderkerk",
        "€ 13",
        "1 van 1",
    ):
        assert said in words, said
    tags = tags_of(file)
    assert {"/H1", "/H2", "/L", "/Table", "/TH"} <= set(tags)
    with pikepdf.open(BytesIO(file)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Raadsinformatiebrief: Regioplan <zorg> & welzijn"
        assert str(pdf.docinfo["/Author"]) == "Gemeente Ridderkerk"
        assert str(pdf.Root["/Lang"]) == "nl"


def test_the_same_letter_gives_the_same_file_and_another_one_another():
    assert make(LETTER) == make(LETTER)
    assert make(LETTER) != make(replace(LETTER, subject="Iets anders"))


def test_long_tables_long_words_and_odd_characters_stay_accessible():
    rows = tuple((f"Opgave {number} {'lang' * 40}", f"€ {number}") for number in range(80))
    parts = (
        Part(
            "Veel", (*blocks_of("漢字 \u200d😀\n- " + "x" * 300), Table("Het geld", ("Opgave", "Bedrag"), rows, (1,)))
        ),
    )
    file = make(replace(LETTER, parts=parts))
    require_accessible(file)
    assert len(pypdfium2.PdfDocument(file)) > 2
    assert "Opgave 79" in words_of(file)


def test_a_hash_is_read_as_it_is_also_where_a_line_ends_in_its_letters():
    # In a typeface with ligatures two f's are one sign, which the end of a line took its letters from.
    kenmerk = "e8d53013da30fb9be60fffe074338a5a34fb78bdeda5583125dec7c53238ec952"
    file = make(replace(LETTER, facts=(("Kenmerk (SHA-256)", kenmerk),)))
    require_accessible(file)
    assert "60fffe07" in words_of(file)


def test_a_drawing_that_fails_is_told_as_such(monkeypatch):
    monkeypatch.setattr("iza_portal.dossiers.letters.SECONDS", 0.001)
    with pytest.raises(CannotBeMade):
        make(LETTER)


def test_people_can_choose_it():
    assert FORMATS["pdf"].make is make
