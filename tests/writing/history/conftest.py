import pytest

from iza_portal.texts.building import bullets, paragraph, text
from iza_portal.writing.models import Moment
from iza_portal.writing.together import memory
from iza_portal.writing.together.exchange import document_for
from tests.writing.clients import Window

BEGIN = text(paragraph("De gemeenten kiezen samen."), bullets("wonen", "zorg"))


@pytest.fixture
def section(cast):
    """The cast's section, with words that stood there before anybody wrote together."""
    memory.forget_all()
    cast.section.body = BEGIN
    cast.section.plain_text = "De gemeenten kiezen samen.\nwonen\nzorg"
    cast.section.save(update_fields=["body", "plain_text"])
    cast.section.document = document_for(cast.section)
    return cast.section


@pytest.fixture
def document(section):
    return section.document


@pytest.fixture
def write(document):
    """Answer a function by which somebody writes words at the end of the first paragraph."""

    def write(words, by):
        window = Window(document, by).open()
        window.write(words)
        answer = window.send()
        assert answer.status_code == 200, answer.content
        document.refresh_from_db()

    return write


@pytest.fixture
def kept(document):
    """Answer a function that tells the moments of the document, oldest first: kind, words of the first line, writers."""

    def kept():
        moments = Moment.objects.filter(document=document).order_by("at", "pk").prefetch_related("writers")
        return [
            (
                moment.kind,
                moment.body["content"][0]["content"][0]["text"],
                sorted(str(person) for person in moment.writers.all()),
            )
            for moment in moments
        ]

    return kept
