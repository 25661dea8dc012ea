from itertools import pairwise

import pytest

from iza_portal.texts.building import paragraph, text
from iza_portal.texts.schema import VERSION
from iza_portal.writing.models import Document
from iza_portal.writing.together.rewriting import rewrite
from plans.adoption import move
from plans.arranging import remove_section
from plans.models import Regioplan, Section, Status
from tests.factories import SectionFactory
from tests.queries import queries_of

TEXT = text(paragraph("De eerste opgave."))


@pytest.fixture
def url(cast):
    return f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/bewerken/"


def to_consultation(cast):
    return move(cast.plan, by=cast.regiocoordinator, source=Status.CONCEPT, target=Status.TER_CONSULTATIE)


def test_the_page_says_where_the_document_is_and_who_writes(cast, sign_in, url):
    html = sign_in(cast.ambtenaar).get(url).text
    document = Section.objects.get().document
    for name, value in {
        "url": f"/teksten/{document.pk}/",
        "cookie": "csrftoken",
        "person": cast.ambtenaar.pk,
        "schema": VERSION,
        "writable": 1,
        "talkable": 1,
    }.items():
        assert f'data-{name}="{value}"' in html
    assert "De eerste opgave" not in html


def test_opening_the_page_changes_nothing_of_the_text(cast, sign_in, url):
    Section.objects.update(body=TEXT, plain_text="De eerste opgave.")
    for person in (cast.ambtenaar, cast.ambtenaar_2):
        assert sign_in(person).get(url).status_code == 200
    section = Section.objects.get()
    assert (section.body, section.version, section.edited_at) == (TEXT, 1, None)
    assert Document.objects.count() == 1


def test_the_page_helps_who_has_no_javascript(cast, sign_in, url):
    without = sign_in(cast.ambtenaar).get(url).text.split("<noscript>")[1].split("</noscript>")[0]
    assert f'<a href="{cast.section.get_absolute_url()}">' in without


def test_the_page_asks_the_same_of_the_database_for_a_plan_of_any_length(cast, sign_in, url):
    client = sign_in(cast.ambtenaar)
    client.get(url)
    few = len(queries_of(client, url))
    for position in range(2, 31):
        SectionFactory(plan=cast.plan, position=position).assignees.add(cast.ambtenaar, cast.kassier)
    assert len(queries_of(client, url)) == few <= 12


def test_who_is_signed_out_signs_in_first(sign_in, url):
    response = sign_in(None).get(url)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/plannen/")


def test_who_sees_the_making_but_does_not_write_reads_and_sees_why(cast, sign_in, url):
    html = sign_in(cast.zorgaanbieder).get(url).text
    assert "geen recht om in dit onderdeel te schrijven" in html
    assert 'data-writable=""' in html
    assert 'data-talkable="1"' in html
    assert "Meld dit onderdeel klaar" not in html


def test_a_plan_that_is_no_concept_says_so(cast, sign_in, url):
    rewrite(cast.section, by=cast.ambtenaar, body=TEXT)
    to_consultation(cast)
    html = sign_in(cast.ambtenaar).get(url).text
    assert "De status is nu: ter consultatie" in html
    assert 'data-writable=""' in html


def test_a_text_that_was_closed_before_texts_had_documents_is_shown_as_it_stands(cast, sign_in, url):
    Section.objects.update(body=TEXT, plain_text="De eerste opgave.")
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL):
        Regioplan.objects.update(status=status)
    html = sign_in(cast.ambtenaar).get(url).text
    assert '<p dir="auto">De eerste opgave.</p>' in html
    assert 'id="editor"' not in html
    assert not Document.objects.exists()


def test_a_removed_section_says_so_to_who_still_has_it_open(cast, sign_in, url):
    remove_section(cast.section, by=cast.regiocoordinator)
    assert "Dit onderdeel is uit het plan gehaald." in sign_in(cast.ambtenaar).get(url).text


@pytest.mark.parametrize("who", ["andere_ambtenaar", "landelijk", "buitenstaander", "portaalbeheerder"])
def test_another_region_s_plan_is_not_there(cast, sign_in, url, who):
    assert sign_in(cast.people[who]).get(url).status_code == 404


def test_of_a_published_plan_the_making_stays_with_the_region(cast, sign_in, url):
    plan = rewrite(cast.section, by=cast.ambtenaar, body=TEXT).plan
    way = [Status.CONCEPT, Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.GEPUBLICEERD]
    for source, target in pairwise(way):
        plan = move(plan, by=cast.regiocoordinator, source=source, target=target)
    assert sign_in(cast.andere_ambtenaar).get(plan.get_absolute_url()).status_code == 200
    assert sign_in(cast.andere_ambtenaar).get(url).status_code == 404
    assert sign_in(cast.ambtenaar).get(url).status_code == 200


def test_a_section_of_another_plan_is_not_there(cast, sign_in):
    other = SectionFactory()
    url = f"/plannen/{cast.plan.pk}/onderdelen/{other.pk}/bewerken/"
    assert sign_in(cast.ambtenaar).get(url).status_code == 404
