"""The reader of updates takes what editors write for our schema, and refuses all else before anything else sees it."""

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iza_portal.writing.together import wire
from iza_portal.writing.together.refusals import UpdateRefused
from iza_portal.writing.together.trees import document_bytes
from iza_portal.writing.together.wire import ANY, DELETED, FORMAT, GC, STRING, TYPE, Deletion, Struct
from tests.writing.together.crafting import any_value, counted, nested, varint, write, write_struct
from tests.writing.together.documents import THREADS, doc, node, text, trees

_LINK = '{"href":"https://www.iza.nl"}'


def _refused(update):
    with pytest.raises(UpdateRefused) as refused:
        wire.read(update)
    return refused.value.status, refused.value.code


def _update(*structs, clock=0):
    return write([(7, clock, structs)])


def _in_text(kind, value, length=1):
    return Struct(kind, length, parent=(1, 2), value=value)


def test_all_parts_of_an_update_are_told():
    structs = [
        Struct(TYPE, 1, parent="text", value="heading"),
        Struct(ANY, 1, parent=(7, 0), key="level", value=4),
        Struct(TYPE, 1, parent=(7, 0), value=""),
        Struct(STRING, 5, parent=(7, 2), value="é😀👍"),
        Struct(FORMAT, 1, origin=(7, 7), right=(5, 3), value=("strong", "{}")),
        Struct(DELETED, 300, origin=(5, 2)),
        Struct(GC, 12),
    ]
    update = wire.read(write([(7, 0, structs)], [(5, 3, 9), (5, 20, 21), (2**53 - 1, 0, 1)]))
    assert update.sections == [wire.Section(7, 0, 321, structs)]
    assert update.deletions == [Deletion(5, 3, 9), Deletion(5, 20, 21), Deletion(2**53 - 1, 0, 1)]
    assert update.characters == 3


@given(trees)
def test_what_the_server_writes_is_read(tree):
    update = document_bytes(tree)
    assert wire.read(update) == wire.read_kept(update)


def test_what_the_browser_writes_is_read(browser):
    paragraph = node(
        "paragraph", [text("een", "strong", ("comment", {"thread": THREADS[0]})), node("footnote", text="Bron")]
    )
    before = doc(paragraph, node("picture", picture=2**53 - 1, alt="kaart"))
    created = browser.write(before)
    assert wire.read(created).characters == 3
    browser.open(created)
    changed = browser.become(doc(node("heading", [text("Kop")], level=5), paragraph))
    assert [sum(len(section.structs) for section in wire.read(update).sections) > 0 for update in changed] == [True]


@pytest.mark.parametrize(
    "update",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00", id="no deletions"),
        pytest.param(b"\x00\x00\x00", id="more behind it"),
        pytest.param(write([(7, 0, [])]), id="a client without structs"),
        pytest.param(b"\x01\xff\xff\xff\xff\x07\x07\x00", id="more structs than bytes"),
        pytest.param(b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", id="a number beyond all bounds"),
        pytest.param(b"\x00\x80\x00", id="a number that is longer than it needs to be"),
        pytest.param(write([(2**53, 0, [Struct(GC, 1)])]), id="a client beyond what JavaScript counts"),
        pytest.param(write([(7, 0, [Struct(GC, 1)]), (7, 1, [Struct(GC, 1)])]), id="a client twice"),
        pytest.param(_update(Struct(GC, 0)), id="an empty struct"),
        pytest.param(_update(Struct(GC, 2**31), Struct(GC, 1)), id="a clock beyond all bounds"),
        pytest.param(_update(_in_text(DELETED, None, 0)), id="nothing deleted"),
        pytest.param(_update(_in_text(STRING, "")), id="no characters"),
        pytest.param(_update(_in_text(STRING, b"\xed\xa0\xbd")), id="half a character"),
        pytest.param(_update(_in_text(STRING, b"\xff")), id="no characters at all"),
        pytest.param(_update(_in_text(STRING, "woord"))[:-3], id="an end too early"),
        pytest.param(write([], [(5, 3, 3)]), id="an empty deletion"),
        pytest.param(write([], [(5, 2**31, 2**31 + 1)]), id="a deletion beyond all bounds"),
        pytest.param(b"\x01\x01\x07\x00\x0a\x05\x00", id="a gap"),
        pytest.param(_update(_in_text(2, b"\x01" + counted("{}"))), id="JSON"),
        pytest.param(_update(_in_text(3, counted(b"x"))), id="bytes"),
        pytest.param(_update(_in_text(5, counted("{}"))), id="something embedded"),
        pytest.param(_update(_in_text(9, counted("x") + b"\x76\x00")), id="a document"),
        pytest.param(_update(_in_text(11, b"")), id="an unknown part"),
        pytest.param(
            b"\x01\x01\x07\x00" + write_struct(_in_text(STRING, "x"), info=0x14) + b"\x00", id="an unknown flag"
        ),
        pytest.param(b"\x01\x01\x07\x00\x80\x05\x01\x05\x00", id="something collected that has a neighbour"),
        *(
            pytest.param(b"\x01\x01\x07\x00\x07\x00\x01\x02" + bytes([ref]) + counted("x") + b"\x00", id=f"type {ref}")
            for ref in (0, 1, 2, 4, 5, 7)
        ),
        pytest.param(b"\x01\x01\x07\x00\x04\x02\x01\x02\x01x\x00", id="a parent that is neither"),
        *(
            pytest.param(_update(_in_text(ANY, value)._replace(key="level")), id=f"an attribute {value!r}")
            for value in (None, True, [], {}, [3], {"a": 3}, b"\x74\x01x", b"\x7a" + bytes(8), b"\x7d\xff\xff\xff")
        ),
        pytest.param(b"\x01\x01\x07\x00\x28\x00\x01\x02\x05level\x02\x7d\x03\x7d\x03\x00", id="two values"),
        pytest.param(_update(_in_text(FORMAT, ("link", "{"))), id="a mark that is no JSON"),
        pytest.param(_update(_in_text(FORMAT, ("link", '{"href":"/a","href":"javascript:x"}'))), id="a value twice"),
        pytest.param(_update(_in_text(FORMAT, ("link", "[" * 9000))), id="a mark that is very deep"),
    ],
)
def test_bytes_that_are_no_sound_update_are_malformed(update):
    assert _refused(update) == (422, "malformed")


@pytest.mark.parametrize(
    "struct_",
    [
        pytest.param(Struct(TYPE, 1, parent="doc", value="paragraph"), id="another root"),
        pytest.param(Struct(ANY, 1, parent="text", key="level", value=3), id="an attribute of the document"),
        pytest.param(_in_text(TYPE, "script"), id="an unknown node"),
        pytest.param(_in_text(ANY, "x")._replace(key="onclick"), id="an unknown attribute"),
        pytest.param(_in_text(ANY, 2.5)._replace(key="level"), id="a fraction"),
        pytest.param(_in_text(ANY, 2.0**60)._replace(key="picture"), id="a number beyond what JavaScript counts"),
        pytest.param(_in_text(ANY, float("nan"))._replace(key="level"), id="no number"),
        pytest.param(_in_text(ANY, float("inf"))._replace(key="level"), id="an endless number"),
        *(
            pytest.param(_in_text(STRING, words), id=f"the character {words!r}")
            for words in ("a\x00", "\n", "a\x7fb", "\x85", "é\ufffe", "\uffff")
        ),
        *(
            pytest.param(_in_text(FORMAT, mark), id=f"the mark {mark[0]} {mark[1][:30]}")
            for mark in [
                ("u", "{}"),
                ("strong", "true"),
                ("strong", "[]"),
                ("strong", '{"a":1}'),
                ("strong--AAAAAAAA", "{}"),
                ("link", "{}"),
                ("link", '{"href":"javascript:alert(1)"}'),
                ("link", '{"href":3}'),
                ("link", '{"href":["/a"]}'),
                ("link", '{"href":"/a","target":"x"}'),
                ("link--AAAAAAAA", "null"),
                ("link", '"' + "x" * 20_000 + '"'),
                ("comment", f'{{"thread":"{THREADS[0]}"}}'),
                ("comment", "null"),
                ("comment--AAAAAAAA", f'{{"thread":"{THREADS[0]}"}}'),
                ("comment--AAAAAAA", "null"),
                ("ychange", "{}"),
                ("", "{}"),
            ]
        ),
    ],
)
def test_what_the_schema_does_not_know_is_invalid(struct_):
    assert _refused(_update(struct_)) == (422, "invalid")


@pytest.mark.parametrize(
    "struct_",
    [
        pytest.param(_in_text(STRING, "Tab\tin het midden"), id="a tab"),
        pytest.param(_in_text(FORMAT, ("em", "{}")), id="a mark begins"),
        pytest.param(_in_text(FORMAT, ("em", "null")), id="a mark ends"),
        pytest.param(_in_text(FORMAT, ("link", _LINK)), id="a link"),
        pytest.param(_in_text(FORMAT, (wire.comment_key(THREADS[0]), f'{{"thread":"{THREADS[0]}"}}')), id="a comment"),
        pytest.param(_in_text(FORMAT, ("comment--AAA+/AAA", "null")), id="a comment ends"),
        pytest.param(_in_text(ANY, 3.0)._replace(key="level"), id="a whole number as a fraction"),
        pytest.param(
            _in_text(ANY, b"\x7c" + struct.pack(">f", 3))._replace(key="level"), id="a whole number in four bytes"
        ),
        pytest.param(_in_text(ANY, b"\x7d\x83\x01")._replace(key="level"), id="a whole number of two bytes"),
    ],
)
def test_what_editors_write_is_read(struct_):
    ((read,),) = [section.structs for section in wire.read(_update(struct_)).sections]
    assert read.kind == struct_.kind


def test_integers_are_read_with_their_sign():
    values = {b"\x7d\x3f": 63, b"\x7d\x43": -3, b"\x7d\x80\x01": 64, b"\x7d\xc1\x02": -129}
    structs = [_in_text(ANY, data)._replace(key="level") for data in values]
    (section,) = wire.read(_update(*structs)).sections
    assert [each.value for each in section.structs] == list(values.values())


def test_an_attribute_nested_deeply_never_gets_further():
    # This many levels end the process of the library that keeps documents.
    assert _refused(_update(_in_text(ANY, nested(30_000))._replace(key="level"))) == (422, "malformed")
    assert _refused(_update(_in_text(ANY, b"\x76\x01\x01a" * 30_000 + b"\x7e")._replace(key="level"))) == (
        422,
        "malformed",
    )


def test_sizes_have_bounds():
    assert _refused(_update(_in_text(STRING, "x" * wire.MOST_BYTES))) == (413, "too_large")
    assert wire.read(_update(_in_text(STRING, "x" * 1_000_000))).characters == 1_000_000
    assert _refused(_update(*[Struct(GC, 1)] * (wire.MOST_STRUCTS + 1))) == (413, "too_large")
    assert _refused(varint(2_000) + bytes(4_000)) == (413, "too_large")
    assert _refused(b"\x00\x01\x05" + varint(200_000) + b"\x00\x01" * 200_000) == (413, "too_large")


def test_what_was_taken_before_is_not_judged_by_its_names_and_values():
    structs = [
        Struct(TYPE, 1, parent="text", value="spreuk"),
        Struct(ANY, 1, parent=(7, 0), key="kleur", value="\x00"),
        Struct(STRING, 1, parent=(7, 0), value="\n"),
        Struct(FORMAT, 1, parent=(7, 0), value=("u", "true")),
    ]
    (section,) = wire.read_kept(_update(*structs)).sections
    assert section.structs == structs


@given(st.dictionaries(st.integers(0, 2**53 - 1), st.integers(0, 2**31)))
def test_a_state_vector_says_how_far_each_client_is_known(known):
    expected = varint(len(known)) + b"".join(varint(client) + varint(clock) for client, clock in known.items())
    assert wire.state_vector(known) == expected


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    try:
        wire.read(data)
    except UpdateRefused as refused:
        assert refused.status in (413, 422)  # noqa: PT017


@given(st.recursive(st.text(max_size=3), lambda inner: st.dictionaries(st.text(max_size=3), inner, max_size=3)))
def test_values_are_written_as_lib0_writes_them(value):
    assert wire._any(value) == any_value(value)


def test_a_link_is_refused_with_a_sentence_about_links():
    with pytest.raises(UpdateRefused, match="Deze link kan niet"):
        wire.read(_update(_in_text(FORMAT, ("link", json.dumps({"href": "ftp://x"})))))
