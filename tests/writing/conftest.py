import pytest

from iza_portal.writing.together import memory
from iza_portal.writing.together.exchange import document_for


@pytest.fixture(autouse=True)
def _nothing_at_hand():
    """Begin with a process that has no document at hand."""
    memory.forget_all()


@pytest.fixture
def document(cast):
    """The document of the cast's section, in which nothing is written yet."""
    return document_for(cast.section)
