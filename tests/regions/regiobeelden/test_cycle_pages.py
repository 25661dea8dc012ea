from datetime import timedelta

import pytest
from django.utils import timezone

from regions.models import BeeldStatus, Cycle, Reaction, Regiobeeld, Stance, Theme
from regions.regiobeelden.cycles import close_cycle
from regions.regiobeelden.reacting import handle, react
from tests.factories import OrganisationFactory, ParticipationFactory, ThemeFactory
from tests.queries import queries_of


def _path(cycle, page=""):
    return f"/regiobeelden/{cycle.regiobeeld_id}/cycli/{cycle.number}/{page}"


def test_a_cycle_is_opened_and_the_parties_see_it_on_my_work(cast, enriched, sign_in):
    client = sign_in(cast.regiocoordinator)
    path = f"/regiobeelden/{enriched.pk}/cycli/openen/"
    due_on = timezone.localdate() + timedelta(days=5)
    form = {"question": "Klopt dit?", "due_on": due_on.isoformat(), "parties": [cast.beoordelaar_1.hat.pk]}
    refused = client.post(path, form | {"due_on": "2020-01-01"})
    assert (refused.status_code, "al voorbij" in refused.text, "Klopt dit?" in refused.text) == (422, True, True)
    assert client.post(path, form | {"parties": [cast.andere_ambtenaar.hat.pk]}).status_code == 422
    answer = client.post(path, form)
    assert answer.headers["Location"] == f"/regiobeelden/{enriched.pk}/cycli/1/"
    assert "0 van 2 thema’s gereageerd" in sign_in(cast.beoordelaar_1).get("/mijn-werk/").text
    assert "(nog 5 dagen)" in sign_in(cast.beoordelaar_1).get("/mijn-werk/").text
    assert "thema’s gereageerd" not in sign_in(cast.ambtenaar).get("/mijn-werk/").text
    assert "Geen reacties die op u wachten" in client.get("/mijn-werk/").text


def test_a_cycle_is_changed_in_the_browser(cast, cycle, sign_in):
    client, page = sign_in(cast.regiocoordinator), _path(cycle, "wijzigen/")
    assert page in client.get(_path(cycle)).text
    shown = client.get(page).text
    assert ("Gemeente Nissewaard" in shown, "Gemeente Ridderkerk" in shown) == (True, False)
    refused = client.post(page, {"due_on": "2020-01-01", "parties": [cast.regiocoordinator.hat.pk]})
    assert (refused.status_code, "al voorbij" in refused.text) == (422, True)
    due_on = timezone.localdate() + timedelta(days=30)
    assert (
        client.post(page, {"due_on": due_on.isoformat(), "parties": [cast.regiocoordinator.hat.pk]}).status_code == 302
    )
    assert "Gemeente Nissewaard" in client.get(_path(cycle)).text


def test_a_party_reacts_theme_by_theme(cast, cycle, theme, sign_in):
    client, path = sign_in(cast.ambtenaar), _path(cycle, "reageren/")
    assert "0 van 2 thema’s gereageerd" in client.get(path).text
    answer = client.post(path, {"thema": theme.pk, "stance": "aanvulling", "text": "Noem ook de mantelzorg."})
    assert answer.headers["Location"] == f"{path}#thema-{theme.pk}"
    page = client.get(path).text
    assert "1 van 2 thema’s gereageerd" in page
    assert "Noem ook de mantelzorg." in page
    refused = client.post(path, {"thema": theme.pk, "stance": "oneens", "text": ""})
    assert (refused.status_code, "waarom u het niet eens bent" in refused.text) == (422, True)
    refused = client.post(path, {"thema": theme.pk, "text": "Alleen woorden"})
    assert (refused.status_code, "Kies een van de drie." in refused.text, "Alleen woorden" in refused.text) == (
        422,
        True,
        True,
    )
    for wrong in ["", "x", "999999", "9" * 30]:
        assert client.post(path, {"thema": wrong, "stance": "eens"}).status_code == 404


def test_words_for_a_cycle_that_closed_meanwhile_are_shown_and_not_kept(cast, cycle, theme, sign_in):
    close_cycle(cycle, by=cast.regiocoordinator, account="Klaar.")
    client, path = sign_in(cast.ambtenaar), _path(cycle, "reageren/")
    refused = client.post(path, {"thema": theme.pk, "stance": "oneens", "text": "Vier alinea’s."})
    assert refused.status_code == 422
    assert "Vier alinea’s." in refused.text
    assert "Uw reactie is niet bewaard" in refused.text
    assert not Reaction.objects.exists()
    assert client.get(path).headers["Location"] == _path(cycle)


def test_words_for_a_theme_that_was_taken_out_meanwhile_are_shown(cast, cycle, theme, sign_in):
    Theme.objects.filter(pk=theme.pk).update(position=None)
    refused = sign_in(cast.ambtenaar).post(
        _path(cycle, "reageren/"), {"thema": theme.pk, "stance": "oneens", "text": "Vier alinea’s."}
    )
    assert (refused.status_code, "Vier alinea’s." in refused.text, "weggehaald" in refused.text) == (422, True, True)


def test_words_for_a_reaction_that_was_handled_meanwhile_are_shown(cast, cycle, theme, sign_in):
    reaction = react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS)
    handle(reaction, by=cast.ambtenaar_2, seen=reaction.at, handling="kennisgenomen")
    client, path = sign_in(cast.ambtenaar), _path(cycle, "reageren/")
    assert "Wijzig uw reactie" not in client.get(path).text
    refused = client.post(path, {"thema": theme.pk, "stance": "oneens", "text": "Toch niet."})
    assert (refused.status_code, "Toch niet." in refused.text, "intussen afgehandeld" in refused.text) == (
        422,
        True,
        True,
    )


def test_the_editor_handles_what_was_read(cast, cycle, theme, sign_in):
    reaction = react(cycle, theme, by=cast.ambtenaar, stance=Stance.ONEENS, text="Dit klopt niet.")
    client, path = sign_in(cast.ambtenaar_2), _path(cycle, "reacties/")
    assert "0 van 1 afgehandeld" in client.get(path).text
    form = {
        "reactie": reaction.pk,
        "seen": reaction.at.isoformat(),
        "handling": "niet",
        "answer": "De cijfers zijn zo.",
    }
    refused = client.post(path, form | {"answer": ""})
    assert (refused.status_code, "De partij leest dit." in refused.text) == (422, True)
    for seen in ["", "gisteren"]:
        assert client.post(path, form | {"seen": seen}).status_code == 422
    changed = react(cycle, theme, by=cast.ambtenaar, stance=Stance.ONEENS, text="Dit klopt helemaal niet.")
    refused = client.post(path, form)
    assert (refused.status_code, "intussen gewijzigd" in refused.text, "De cijfers zijn zo." in refused.text) == (
        422,
        True,
        True,
    )
    assert ">\nDe cijfers zijn zo.</textarea>" in refused.text
    # The page that refused shows the new reaction, and its form is about that one.
    assert changed.at.isoformat() in refused.text
    assert client.post(path, form | {"seen": changed.at.isoformat()}).status_code == 302
    assert "1 van 1 afgehandeld" in client.get(path).text
    close_cycle(cycle, by=cast.regiocoordinator, account="Klaar.")
    refused = client.post(path, form | {"seen": changed.at.isoformat()})
    assert (refused.status_code, "De cijfers zijn zo." in refused.text) == (422, True)
    assert client.get(path).headers["Location"] == _path(cycle)


def test_the_reaction_of_the_own_organisation_has_no_form(cast, cycle, theme, sign_in):
    own = react(cycle, theme, by=cast.beoordelaar_1, stance=Stance.EENS)
    client, path = sign_in(cast.beoordelaar_1), _path(cycle, "reacties/")
    page = client.get(path).text
    assert ("Een ander handelt haar af." in page, f'name="reactie" value="{own.pk}"' in page) == (True, False)
    form = {"reactie": own.pk, "seen": own.at.isoformat(), "handling": "overgenomen"}
    assert client.post(path, form).status_code == 403
    assert sign_in(cast.beoordelaar_2).post(path, form).status_code == 302


def test_the_account_is_for_whoever_reads_the_regiobeeld(cast, cycle, theme, sign_in):
    reaction = react(cycle, theme, by=cast.ambtenaar, stance=Stance.AANVULLING, text="Noem de mantelzorg.")
    client = sign_in(cast.regiocoordinator)
    refused = client.post(_path(cycle, "afsluiten/"), {"account": "Wij namen alles over."})
    assert (refused.status_code, "Wij namen alles over." in refused.text) == (422, True)
    assert "Nog niet afgehandeld: Gemeente Ridderkerk" in refused.text
    handle(reaction, by=cast.ambtenaar_2, seen=reaction.at, handling="overgenomen", answer="Staat erin.")
    assert "reageerde nog niet" in sign_in(cast.zorgaanbieder).get(_path(cycle)).text
    assert client.post(_path(cycle, "afsluiten/"), {"account": "Wij namen alles over."}).status_code == 302
    for user in [cast.beoordelaar_2, cast.zorgaanbieder]:
        page = sign_in(user).get(_path(cycle)).text
        for words in ["Wij namen alles over.", "Noem de mantelzorg.", "Staat erin.", "reageerde niet"]:
            assert words in page
    assert sign_in(None).get(_path(cycle)).status_code == 404
    for status in [BeeldStatus.LEESVERSIE, BeeldStatus.BESPROKEN, BeeldStatus.VASTGESTELD, BeeldStatus.GEPUBLICEERD]:
        Regiobeeld.objects.filter(pk=cycle.regiobeeld_id).update(status=status)
    assert "Wij namen alles over." in sign_in(None).get(_path(cycle)).text


def test_a_date_that_passed_is_said_and_does_not_close(cast, cycle, sign_in):
    Cycle.objects.filter(pk=cycle.pk).update(due_on=timezone.localdate() - timedelta(days=2))
    for user, page in [(cast.ambtenaar, "reageren/"), (cast.beoordelaar_2, "")]:
        text = sign_in(user).get(_path(cycle, page)).text
        assert "2 dagen te laat" in text
        assert "De datum is voorbij. Reageren kan nog" in text


def _thirty(cast, cycle):
    for number in range(3, 31):
        theme = ThemeFactory(regiobeeld=cycle.regiobeeld, position=number)
        react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS)
        party = OrganisationFactory(name=f"Partij {number}")
        ParticipationFactory(organisation=party, region=cast.region)
        cycle.parties.add(party)


@pytest.mark.parametrize(
    ("who", "page"),
    [("ambtenaar", "reageren/"), ("ambtenaar_2", "reacties/"), ("ambtenaar_2", ""), ("regiocoordinator", "")],
)
def test_pages_ask_as_much_for_thirty_themes_and_parties_as_for_one(cast, cycle, theme, sign_in, who, page):
    react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS)
    client = sign_in(cast.people[who])
    client.get(_path(cycle, page))
    one = len(queries_of(client, _path(cycle, page)))
    _thirty(cast, cycle)
    assert len(queries_of(client, _path(cycle, page))) == one <= 12
