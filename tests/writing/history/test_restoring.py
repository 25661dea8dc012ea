import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from iza_portal.texts.plain import to_plain_text
from iza_portal.trail.recording import history
from iza_portal.writing.history.restoring import restore
from iza_portal.writing.models import Moment
from iza_portal.writing.together.exchange import live_document
from iza_portal.writing.together.settling import settle
from iza_portal.writing.verbs import HistoryVerb
from tests.writing.clients import Window
from tests.writing.history.conftest import BEGIN


def test_an_older_text_is_put_back_as_a_new_change(cast, section, document, write, kept):
    write(" Ook nu.", cast.ambtenaar_2)
    settle([section])
    assert section.body != BEGIN
    seq = document.seq
    text = restore(document.moments.get(kind="begin"), by=cast.ambtenaar)
    assert text.body == BEGIN
    assert text.edited_by == cast.ambtenaar
    document.refresh_from_db()
    assert document.seq == seq + 1
    assert document.updates.get(seq=seq + 1).author == cast.ambtenaar
    # What stood there is kept first, with who wrote it.
    assert kept()[1:] == [("teruggezet", "De gemeenten kiezen samen. Ook nu.", ["ambtenaar 2"])]
    assert history(cast.plan).first().verb == HistoryVerb.PUT_BACK


def test_windows_that_are_open_get_it_and_write_on(cast, document, write):
    window = Window(document, cast.ambtenaar_2).open()
    window.write(" Ook nu.")
    window.send()
    restore(document.moments.get(kind="begin"), by=cast.ambtenaar)
    window.write(" Verder.")
    assert window.send().status_code == 200
    window.poll()
    live, _ = live_document(document)
    assert to_plain_text(live.tree()).startswith("De gemeenten kiezen samen.")
    assert "Verder." in to_plain_text(live.tree())
    assert "Ook nu" not in to_plain_text(live.tree())


def test_it_is_undone_by_putting_back_what_stood(cast, document, write):
    write(" Ook nu.", cast.ambtenaar)
    restore(document.moments.get(kind="begin"), by=cast.ambtenaar)
    text = restore(document.moments.get(kind="teruggezet"), by=cast.ambtenaar)
    assert text.body["content"][0]["content"][0]["text"] == "De gemeenten kiezen samen. Ook nu."


def test_what_stands_already_is_no_change(cast, document):
    restore(document.moments.get(), by=cast.ambtenaar)
    document.refresh_from_db()
    assert document.seq == 0
    assert document.moments.count() == 1
    assert not history(cast.plan).filter(verb=HistoryVerb.PUT_BACK).exists()


@pytest.mark.parametrize("who", ["bestuurder", "beoordelaar_1", "andere_ambtenaar"])
def test_only_who_writes_puts_a_text_back(cast, document, write, who):
    write(" Ook nu.", cast.ambtenaar)
    with pytest.raises(PermissionDenied):
        restore(document.moments.get(kind="begin"), by=cast.people[who])
    assert document.moments.count() == 1


def test_closed_is_closed(cast, document, write):
    write(" Ook nu.", cast.ambtenaar)
    type(cast.plan).objects.filter(pk=cast.plan.pk).update(status="ter_consultatie")
    with pytest.raises(PermissionDenied, match="geen concept meer"):
        restore(document.moments.get(kind="begin"), by=cast.ambtenaar)
    assert document.moments.count() == 1


def test_a_text_that_the_schema_no_longer_allows_is_not_put_back(cast, document, write):
    write(" Ook nu.", cast.ambtenaar)
    body = {"type": "doc", "content": [{"type": "kaart"}]}
    moment = Moment.objects.create(document=document, seq=0, kind="benoemd", body=body, at=document.created_at)
    with pytest.raises(ValidationError, match="past niet meer"):
        restore(moment, by=cast.ambtenaar)
    live, _ = live_document(document)
    assert "Ook nu" in to_plain_text(live.tree())
