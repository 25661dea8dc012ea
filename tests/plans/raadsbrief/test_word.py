"""The Word file, read back: real headings, lists and tables, in Dutch, and nothing of the library's example."""

import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import docx
import pytest
from docx.oxml.ns import qn

from plans.letter import Letter, Part, Table, blocks_of
from plans.raadsbrief.word import make

LETTER = Letter(
    title="Raadsinformatiebrief",
    subject="Regioplan <zorg> & welzijn",
    author="Gemeente Ridderkerk",
    day=date(2026, 11, 26),
    facts=(("Aan", "De gemeenteraad van Ridderkerk"), ("Datum", "26 november 2026")),
    remarks=("Deze brief gaat over een concept.",),
    parts=(
        Part("Kernboodschap", blocks_of("Een\ntwee\n\n1. a\n2. b\n\n- c\n\nNog eens:\n1. d")),
        Part("Geld", (Table("Het geld", ("Opgave", "Bedrag"), (("Ouderen", "€ 12"), ("Jeugd", "€ 13")), (1,)),)),
    ),
    signed=("Burgemeester en wethouders", "van Ridderkerk"),
    origin="Opgesteld met het IZA-portaal.",
)


@pytest.fixture(scope="module")
def file() -> bytes:
    return make(LETTER)


@pytest.fixture(scope="module")
def document(file):
    return docx.Document(io.BytesIO(file))


def test_headings_lists_and_words_are_real(document):
    told = [(each.style.name, each.text) for each in document.paragraphs if each.text]
    assert told == [
        ("Title", "Raadsinformatiebrief"),
        ("Subtitle", "Regioplan <zorg> & welzijn"),
        ("Normal", "Deze brief gaat over een concept."),
        ("Heading 1", "Kernboodschap"),
        ("Normal", "Een\ntwee"),
        ("List Number", "a"),
        ("List Number", "b"),
        ("List Bullet", "c"),
        ("Normal", "Nog eens:"),
        ("List Number", "d"),
        ("Heading 1", "Geld"),
        ("Caption", "Het geld"),
        ("Normal", "Burgemeester en wethouders\nvan Ridderkerk"),
        ("Normal", "Opgesteld met het IZA-portaal."),
    ]


def test_each_numbered_list_begins_at_one(document):
    numbers = [each._p.pPr.numPr.numId.val for each in document.paragraphs if each.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]
    numbering = document.part.numbering_part.element
    for number in set(numbers):
        [made] = [each for each in numbering.num_lst if each.numId == number]
        assert made.find(f"{qn('w:lvlOverride')}/{qn('w:startOverride')}").get(qn("w:val")) == "1"


def test_a_table_has_a_row_of_headers_and_a_name(document):
    _, table = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Opgave", "Bedrag"], ["Ouderen", "€ 12"], ["Jeugd", "€ 13"],
    ]  # fmt: skip
    heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
    assert heads == [True, False, False]
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Het geld"


def test_it_says_what_it_is_and_in_which_language(document):
    properties = document.core_properties
    assert (properties.title, properties.author, properties.language) == (
        "Raadsinformatiebrief: Regioplan <zorg> & welzijn", "Gemeente Ridderkerk", "nl-NL",
    )  # fmt: skip
    assert properties.comments == properties.keywords == ""
    assert properties.created.date() == date(2026, 11, 26)
    tongues = {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))}
    assert tongues == {"nl-NL"}


def test_nothing_of_the_example_and_nothing_that_acts_is_in_it(file):
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        names = set(package.namelist())
        content = {name: package.read(name) for name in names}
    assert names == {
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels", "word/document.xml",
        "word/fontTable.xml", "word/footer1.xml", "word/numbering.xml", "word/settings.xml", "word/styles.xml",
        "word/theme/theme1.xml",
    }  # fmt: skip
    for name, part in content.items():
        ElementTree.fromstring(part)  # noqa: S314 (our own)
        for residue in (b"python-docx", b"Macintosh", b"Normal.dotm", b"rsidRoot", b"vbaProject", b'Target="http'):
            assert residue not in part, name


def test_every_style_that_something_names_is_there(document):
    styles = {style.style_id for style in document.styles}
    named = set()
    for part in (document.styles.element, document.part.numbering_part.element, document.element):
        for tag in ("w:basedOn", "w:next", "w:link", "w:pStyle", "w:rStyle", "w:tblStyle"):
            named |= {each.get(qn("w:val")) for each in part.iter(qn(tag))}
    assert named <= styles


def test_pages_are_numbered_by_word_itself(document):
    footer = document.sections[0].footer.paragraphs[0]
    fields = [each.get(qn("w:instr")).strip() for each in footer._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert [round(side.mm) for side in (document.sections[0].page_width, document.sections[0].page_height)] == [
        210,
        297,
    ]
