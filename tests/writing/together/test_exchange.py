import pytest

from iza_portal.texts.building import paragraph, text
from iza_portal.writing.models import Update
from iza_portal.writing.together import memory
from iza_portal.writing.together.exchange import document_for
from iza_portal.writing.together.settling import settle
from tests.writing.clients import Window


@pytest.fixture
def document(cast):
    memory.forget_all()
    return document_for(cast.section)


def test_two_people_write_in_one_text(cast, document):
    first = Window(document, cast.ambtenaar).open()
    second = Window(document, cast.ambtenaar_2).open()
    first.write("Wonen")
    assert first.send().status_code == 200
    second.write("Zorg ")
    second.send()
    first.poll()
    assert sorted(first.words()[0].split()) == ["Wonen", "Zorg"] or first.words() == second.words()
    assert list(Update.objects.values_list("seq", "author")) == [(1, cast.ambtenaar.pk), (2, cast.ambtenaar_2.pk)]
    settle([cast.section])
    assert cast.section.body == text(paragraph(first.words()[0]))
