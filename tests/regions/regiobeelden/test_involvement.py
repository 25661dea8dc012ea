import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from iza_portal.trail.recording import history
from regions.models import InvolvedGroup, Involvement, Stance
from regions.regiobeelden.involvement import groups_of, say_involved, say_not_involved, take_back
from regions.regiobeelden.reacting import react
from tests.queries import queries_of


def _known(regiobeeld, group):
    return next(known for known in groups_of(regiobeeld) if known.group == group)


def _involve(cast, regiobeeld, **changes):
    values = {"group": InvolvedGroup.INWONERS, "name": "Cliëntenraad", "how": "Twee bijeenkomsten."}
    return say_involved(regiobeeld, by=cast.regiocoordinator, **values | changes)


def test_every_group_is_there_also_those_of_whom_nothing_is_said(cast, enriched):
    assert [known.group for known in groups_of(enriched)] == list(InvolvedGroup)
    assert not any(known.parties or known.absence for known in groups_of(enriched))


def test_who_took_part_is_an_organisation_of_the_region_or_a_name(cast, enriched):
    _involve(cast, enriched)
    _involve(cast, enriched, group=InvolvedGroup.AANBIEDERS, name="", organisation=cast.zorgaanbieder.hat)
    assert _known(enriched, InvolvedGroup.INWONERS).names == ["Cliëntenraad"]
    assert _known(enriched, InvolvedGroup.AANBIEDERS).names == ["Zorgaanbieder"]
    for changes, field in [
        ({"name": ""}, "name"),
        ({"organisation": cast.zorgaanbieder.hat}, "name"),
        ({"name": "", "organisation": cast.andere_ambtenaar.hat}, "organisation"),
        ({"how": " "}, "how"),
        ({"name": "x" * 201}, "name"),
    ]:
        with pytest.raises(ValidationError) as refused:
            _involve(cast, enriched, **changes)
        assert list(refused.value.message_dict) == [field]
    assert Involvement.objects.count() == 2


def test_a_name_that_was_typed_is_not_kept_in_the_trail(cast, enriched):
    _involve(cast, enriched, name="Mevrouw De Vries")
    assert "Vries" not in str(history(enriched).values())


def test_a_group_that_did_not_take_part_has_a_reason(cast, enriched):
    by, group = cast.regiocoordinator, InvolvedGroup.NIEUWE_AANBIEDERS
    with pytest.raises(ValidationError) as refused:
        say_not_involved(enriched, by=by, group=group, why="")
    assert "why" in refused.value.message_dict
    say_not_involved(enriched, by=by, group=group, why="Niemand gevonden.")
    say_not_involved(enriched, by=by, group=group, why="Niemand reageerde op de oproep.")
    assert _known(enriched, group).absence.how == "Niemand reageerde op de oproep."
    _involve(cast, enriched, group=group, name="Een nieuwe aanbieder")
    assert _known(enriched, group).absence is None
    with pytest.raises(ValidationError, match="Haal dat eerst weg"):
        say_not_involved(enriched, by=by, group=group, why="Toch niet.")


def test_who_reacted_in_a_cycle_took_part(cast, enriched, cycle, theme):
    for user in [cast.ambtenaar, cast.beoordelaar_1, cast.zorgaanbieder]:
        react(cycle, theme, by=user, stance=Stance.EENS)
    assert _known(enriched, InvolvedGroup.GEMEENTEN).as_data()["parties"] == [
        {"name": "Gemeente Ridderkerk", "how": "Reageerde in cyclus 1."}
    ]
    assert _known(enriched, InvolvedGroup.ZORGVERZEKERAARS).names == ["CZ"]
    assert _known(enriched, InvolvedGroup.AANBIEDERS).names == ["Zorgaanbieder"]
    assert not _known(enriched, InvolvedGroup.KLEINE_AANBIEDERS).is_involved
    with pytest.raises(ValidationError, match="Gemeente Ridderkerk reageerde"):
        say_not_involved(enriched, by=cast.regiocoordinator, group=InvolvedGroup.GEMEENTEN, why="Nee.")
    _involve(
        cast, enriched, group=InvolvedGroup.GEMEENTEN, name="", organisation=cast.ambtenaar.hat, how="Schreef mee."
    )
    assert _known(enriched, InvolvedGroup.GEMEENTEN).as_data()["parties"] == [
        {"name": "Gemeente Ridderkerk", "how": "Schreef mee. Reageerde in cyclus 1."}
    ]


def test_what_was_said_can_be_taken_back_twice(cast, enriched):
    row = _involve(cast, enriched)
    take_back(row, by=cast.regiocoordinator)
    take_back(row, by=cast.regiocoordinator)
    assert not Involvement.objects.exists()
    assert history(enriched).filter(verb="betrokkene.verwijderd").count() == 1


def test_only_the_regiocoordinator_says_who_took_part(cast, enriched):
    row = _involve(cast, enriched)
    for name, user in cast.people.items():
        if name != "regiocoordinator":
            with pytest.raises(PermissionDenied):
                say_involved(enriched, by=user, group=InvolvedGroup.GGD, name="GGD", how="Leverde cijfers.")
            with pytest.raises(PermissionDenied):
                say_not_involved(enriched, by=user, group=InvolvedGroup.GGD, why="Nee.")
            with pytest.raises(PermissionDenied):
                take_back(row, by=user)


def test_the_page_says_what_is_known_and_takes_what_is_not(cast, enriched, sign_in):
    path = f"/regiobeelden/{enriched.pk}/betrokkenen/"
    client = sign_in(cast.regiocoordinator)
    assert client.get(path).text.count("Nog niet gezegd") == len(InvolvedGroup)
    refused = client.post(f"{path}wel/", {"group": "ggd", "name": "GGD", "how": ""})
    assert refused.status_code == 422
    assert 'value="GGD"' in refused.text
    answer = client.post(f"{path}wel/", {"group": "ggd", "name": "GGD", "how": "Leverde cijfers."}, follow=True)
    assert "GGD staat nu bij GGD" in answer.text
    refused = client.post(f"{path}niet/", {"group": "ggd", "why": "Toch niet."})
    assert (refused.status_code, "Haal dat eerst weg" in refused.text, "Toch niet." in refused.text) == (
        422,
        True,
        True,
    )
    client.post(f"{path}niet/", {"group": "inwoners", "why": "Geen raad gevonden."})
    page = sign_in(cast.ambtenaar).get(path).text
    assert "Geen raad gevonden." in page
    assert "Niet betrokken:" in page
    assert "Zeg wie meedeed" not in page
    row = enriched.involvements.get(group="ggd")
    client.post(f"{path}{row.pk}/weghalen/")
    assert not enriched.involvements.filter(group="ggd").exists()


def test_the_page_asks_as_much_for_thirty_parties_as_for_one(cast, enriched, sign_in):
    path, client = f"/regiobeelden/{enriched.pk}/betrokkenen/", sign_in(cast.regiocoordinator)
    _involve(cast, enriched)
    client.get(path)
    one = len(queries_of(client, path))
    for number in range(29):
        _involve(cast, enriched, name=f"Raad {number}")
    assert len(queries_of(client, path)) == one <= 12
