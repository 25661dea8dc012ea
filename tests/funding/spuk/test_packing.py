"""The ZIP of an application: names that are safe anywhere, and the same bytes for the same files."""

import io
import string
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.spuk.packing import LONGEST, apart, packed, plain

SAFE = set(string.ascii_letters + string.digits + " -")
ON = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Ridderkerk", "Ridderkerk"),
        ("'s-Gravenhage", "s-Gravenhage"),
        ("Súdwest-Fryslân", "Sudwest-Fryslan"),
        ("Bergen (L.)", "Bergen L"),
        ("../../etc/passwd", "etc-passwd"),
        ("=cmd|' /C calc'!A0", "cmd C calc-A0"),
        ("Ridder\u202egnp.exe", "Riddergnp-exe"),
        ("COM1\\..\\x:y\x00", "COM1-x-y"),
        ("漢字", ""),
    ],
)
def test_a_name_keeps_only_what_every_machine_takes(words, name):
    assert plain(words) == name


@given(st.text(max_size=300))
def test_no_words_give_an_odd_or_a_long_name(words):
    name = plain(words)
    assert set(name) <= SAFE
    assert len(name) <= LONGEST
    assert name == name.strip(" -")
    assert plain(name) == name


def test_names_that_only_differ_in_capitals_are_told_apart():
    names = apart(["Bergen", "bergen", "Bergen 2", "Bergen"], ".pdf")
    assert names == ["Bergen.pdf", "bergen 2.pdf", "Bergen 2 2.pdf", "Bergen 3.pdf"]
    assert len({name.casefold() for name in names}) == 4


def test_the_same_files_are_the_same_zip_and_come_out_as_they_went_in():
    files = [("0 Inhoud.pdf", b"%PDF-inhoud"), ("2 Overeenkomst.pdf", bytes(range(256)) * 100)]
    file = packed(files, on=ON)
    assert packed(files, on=ON) == file
    assert packed(files[::-1], on=ON) != file
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert archive.testzip() is None
        assert [(name, archive.read(name)) for name in archive.namelist()] == files
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 26, 0, 0, 0)}
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
