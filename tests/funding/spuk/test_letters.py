"""The papers that the portal writes for an application: what they say, that they add up, and that PDF and workbook agree."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from funding.spuk.letters import Paper, budget_letter, contents_letter, in_groups, milestones_letter
from funding.spuk.tables import budget_sheet, milestones_sheet
from iza_portal.dossiers.letters import make
from plans.letter import Table
from tests.dossiers.test_letters import require_accessible, words_of
from tests.funding.spuk.example import APPLICATION, BUDGET, ON
from tests.sheets.files import cells

CODE = "SPUK-TM 12-1"
PAPERS = [
    Paper("1 Transformatieplan.pdf", "Het plan", "SP-2", "1" * 64),
    Paper("2 Overeenkomst.pdf", "De overeenkomst", "SP-3", "2" * 64),
    Paper("4 Penvoerderschap Barendrecht.pdf", "Het bewijs", "SP-1", "4" * 64),
]
HOSTILE = "=cmd|' /C calc'!A0 ../../\u202etxt.exe <script>alert(1)</script> " + "heel lang " * 20


def letters_of(application):
    return [
        budget_letter(application, on=ON, code=CODE),
        milestones_letter(application, on=ON, code=CODE),
        contents_letter(application, PAPERS, on=ON, code=CODE),
    ]


def tables_of(letter):
    return {block.caption: block for part in letter.parts for block in part.blocks if isinstance(block, Table)}


def cents_of(words):
    return int(re.sub(r"[.,]", "", words))


def summed(table, column):
    """Answer the sum of a column without its last row, and what that says."""
    *rows, last = table.rows
    return sum(cents_of(row[column]) for row in rows), cents_of(last[column])


def test_each_table_of_the_budget_adds_up_and_together_they_are_what_is_asked():
    tables = tables_of(budget_letter(APPLICATION, on=ON, code=CODE))
    assert len(tables) == 5
    for table in tables.values():
        for column in table.numeric:
            counted, said = summed(table, column)
            assert counted == said, table.caption
    last = [summed(table, table.numeric[-1])[1] for table in tables.values()]
    per_year, *years, per_municipality = last
    assert per_year == per_municipality == sum(years) == APPLICATION.total == sum(line.asked for line in BUDGET)


def test_the_milestones_are_equal_to_what_is_asked():
    (table,) = tables_of(milestones_letter(APPLICATION, on=ON, code=CODE)).values()
    assert summed(table, 4) == summed(table, 5) == (APPLICATION.total, APPLICATION.total)


def test_the_workbooks_say_the_same_as_the_letters():
    read = cells(budget_sheet(APPLICATION, notes=[]))
    asked = {row[0] or row[1]: Decimal(row[-1]) for row in read[1:] if not row[2]}
    (per_year, *_) = tables_of(budget_letter(APPLICATION, on=ON, code=CODE)).values()
    assert [int(value * 100) for value in asked.values()] == [cents_of(row[-1]) for row in per_year.rows]
    lines = [row for row in read[1:] if row[2]]
    assert sum(int(Decimal(row[-1]) * 100) for row in lines) == APPLICATION.total
    assert len(lines) == len(BUDGET)
    *lines, last = cells(milestones_sheet(APPLICATION, notes=[]))[1:]
    assert [sum(Decimal(row[place]) for row in lines) for place in (5, 6)] == [Decimal(each) for each in last[5:]]
    assert Decimal(last[5]) * 100 == APPLICATION.most


def test_the_index_says_where_each_criterion_is_answered_and_what_is_to_be_done():
    letter = contents_letter(APPLICATION, PAPERS, on=ON, code=CODE)
    tables = tables_of(letter)
    answers = {row[0]: row[2] for row in tables["De voorwaarden van de regeling"].rows}
    assert answers["SP-1"] == "4 Penvoerderschap Barendrecht.pdf"
    assert answers["SP-2"] == "1 Transformatieplan.pdf"
    assert answers["SP-6"] == "Uiterlijk 31 maart 2027."
    assert "Meld het DUS-I" in answers["SP-7"]
    assert tables["Het kenmerk van elk bestand"].rows[1] == ("2 Overeenkomst.pdf", in_groups("2" * 64))
    steps = " ".join(letter.parts[0].blocks[0].items)
    for said in ("EH2+", "31 maart 2027", "€\N{NO-BREAK SPACE}1.540.554,92", "Gemeente Ridderkerk"):
        assert said in steps, said


def test_who_applies_for_itself_alone_needs_no_proof():
    alone = replace(APPLICATION, participants=APPLICATION.participants[:1])
    letter = contents_letter(alone, PAPERS[:2], on=ON, code=CODE)
    assert "Penvoerder voor" not in dict(letter.facts)
    answers = {row[0]: row[2] for row in tables_of(letter)["De voorwaarden van de regeling"].rows}
    assert answers["SP-1"].startswith("Niet nodig")


@pytest.mark.parametrize("place", range(3))
def test_each_paper_is_accessible_and_the_same_every_time(place):
    letter = letters_of(APPLICATION)[place]
    file = make(letter)
    require_accessible(file)
    assert make(letter) == file
    assert "1.540.554,92" in words_of(file)


def test_what_people_wrote_does_no_harm():
    hostile = replace(
        APPLICATION,
        plan_title=HOSTILE,
        plan_number=HOSTILE,
        applicant=HOSTILE,
        budget=tuple(replace(line, activity=HOSTILE, milestone=HOSTILE) for line in BUDGET),
        milestones=tuple(replace(line, milestone=HOSTILE, municipality=HOSTILE) for line in APPLICATION.milestones),
    )
    for letter in letters_of(hostile):
        file = make(letter)
        require_accessible(file)
        assert "<script>" in words_of(file).replace("\r\n", "")
    for content in (budget_sheet(hostile, notes=[]), milestones_sheet(hostile, notes=[])):
        assert b"<f>" not in content
        assert not any("\u202e" in cell for row in cells(content) for cell in row)
