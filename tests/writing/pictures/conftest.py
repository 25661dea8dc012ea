import pytest

from iza_portal.texts.building import text
from iza_portal.texts.plain import to_search_text
from plans.models import Section
from tests.factories import DocumentFactory


@pytest.fixture
def document(cast):
    """The shared document of the cast's section."""
    document = DocumentFactory()
    Section.objects.filter(pk=cast.section.pk).update(document=document)
    cast.section.refresh_from_db()
    return document


@pytest.fixture
def write(cast, document):
    """Answer a function that gives the cast's section a text of these blocks, as if it was settled."""

    def write(*blocks):
        body = text(*blocks)
        Section.objects.filter(pk=cast.section.pk).update(body=body, plain_text=to_search_text(body), version=2)

    return write
