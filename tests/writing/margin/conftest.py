import json

import pytest

from iza_portal.texts.building import bullets, paragraph, text
from iza_portal.texts.plain import to_plain_text
from iza_portal.writing.margin.ranges import Range
from iza_portal.writing.margin.reading import margin_of
from iza_portal.writing.margin.talking import start_thread
from iza_portal.writing.together.exchange import document_for, live_document

WORDS = "De drie gemeenten kiezen samen."


@pytest.fixture
def section(cast):
    """The cast's section with a paragraph and a list, and the document of it."""
    cast.section.body = text(paragraph(WORDS), bullets("wonen", "zorg"))
    cast.section.save(update_fields=["body"])
    cast.section.document = document_for(cast.section)
    return cast.section


@pytest.fixture
def document(section):
    return section.document


def select(words, *, path=(0, 0), whole=WORDS):
    """Answer the selection of these words in the text at `path`, as a browser tells it."""
    return [Range(tuple(path), len(whole[: whole.index(words)].encode("utf-16-le")) // 2, words)]


def posted(ranges):
    """Answer a selection as it is posted."""
    return json.dumps(
        [
            {"path": each.path, "from": each.start, "to": each.start + len(each.words), "text": each.words}
            for each in ranges
        ]
    )


@pytest.fixture
def talk(cast, document):
    """Answer a function that begins a thread at some words."""

    def talk(words="drie gemeenten", by=cast.ambtenaar, said="Klopt dit?", **details):
        return start_thread(document, by=by, words=said, ranges=select(words) if words else (), **details)

    return talk


@pytest.fixture
def margin(cast, section, document):
    """Answer a function that reads the margin as somebody sees it."""

    def margin(user=cast.ambtenaar, **details):
        document.refresh_from_db()
        fresh = type(section).objects.select_related("plan__region").get(pk=section.pk)
        fresh.document = document
        return margin_of(document, fresh, user=user, **details)

    return margin


def lines(document):
    """Answer the words of the document, a line for each block that holds any."""
    return to_plain_text(live_document(document)[0].tree()).split("\n")
