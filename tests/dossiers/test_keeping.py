"""What was laid out before is not laid out again, unless anything of it changed."""

import os
import shutil
from datetime import date

import pytest

from iza_portal.dossiers import keeping
from iza_portal.dossiers.content import Imprint, snapshot
from iza_portal.dossiers.rendering import render
from iza_portal.hashing import hash_of
from iza_portal.texts import building
from tests.dossiers.conftest import write


def made(plan, number=3):
    content = snapshot(plan)
    return render(content, Imprint(f"ZHE-BAR 2026-{number}", number, date(2026, 11, 22), hash_of(content))).file


@pytest.fixture
def kept(dossier_dir):
    """Answers the kept parts by name, with the moment in which each was written."""

    def kept():
        paths = [path for path in (dossier_dir / "hoofdstukken").rglob("*") if path.is_file()]
        return {path: path.stat().st_ino for path in paths}

    return kept


def test_of_an_edited_plan_only_the_edited_section_is_laid_out_again(plan, kept, dossier_dir):
    made(plan)
    before = kept()
    write(plan.sections.get(title="Opgaven"), building.paragraph("Anders."))
    edited = made(plan, 4)
    after = kept()
    assert len(after) == len(before) + 1
    assert before.items() <= after.items()
    shutil.rmtree(dossier_dir)
    assert made(plan, 4) == edited


def test_another_title_status_or_day_lays_out_no_chapter(plan, kept):
    first = made(plan)
    before = kept()
    plan.title, plan.status = "Samen gezond", "vastgesteld"
    assert made(plan, 4) != first
    assert kept() == before


def test_a_section_with_another_number_is_another_part(plan, kept):
    made(plan)
    before = kept()
    plan.sections.filter(title="De regio in beeld").update(is_numbered=False)
    made(plan)
    # The section itself, and the one behind it together with the empty one that shares its last page.
    assert len(kept()) == len(before) + 2


def test_what_is_made_of_anything_else_has_another_name():
    names = {
        keeping.name_of(*made_of)
        for made_of in [("a", "b", "c"), ("ab", "", "c"), ("a", "bc", ""), ("a", "b", "d"), ("", "ab", "c")]
    }
    assert len(names) == 5


@pytest.mark.parametrize("damage", [lambda content: content[:-1], lambda content: b"", lambda content: content + b"x"])
def test_a_kept_part_that_is_not_whole_is_made_again(plan, kept, damage):
    whole = made(plan)
    for path in kept():
        path.write_bytes(damage(path.read_bytes()))
    assert made(plan) == whole


def test_what_was_used_longest_ago_is_thrown_away_first(tmp_path):
    for age, name in enumerate(["cc", "bb", "aa"], start=1):
        keeping.keep(tmp_path, name, b"x" * 100)
        os.utime(tmp_path / name / name, (1_000_000 - age, 1_000_000 - age))
    assert keeping.take(tmp_path, "aa") == b"x" * 100
    keeping.prune(tmp_path, 300)
    assert [keeping.take(tmp_path, name) is None for name in ("aa", "bb", "cc")] == [False, True, False]


def test_what_is_kept_stays_within_its_bounds(plan, kept, settings):
    settings.DOSSIER_KEPT_BYTES = 1
    assert made(plan).startswith(b"%PDF-")
    assert kept() == {}
