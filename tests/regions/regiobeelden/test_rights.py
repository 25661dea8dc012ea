"""Rights on the pages of a regiobeeld: by state, by method, after a role ended, and for whoever reads what is public."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from iza_portal.accounts.models import Membership, User
from iza_portal.trail.recording import history
from regions.models import BeeldStatus, Participation, PointKind, Regiobeeld, Stance, Theme
from regions.regiobeelden.adoption import move
from regions.regiobeelden.cycles import close_cycle
from regions.regiobeelden.involvement import say_involved
from regions.regiobeelden.reacting import handle, react
from tests.factories import (
    CriterionFactory,
    IndicatorFactory,
    MembershipFactory,
    PointFactory,
    RegiobeeldFactory,
    UserFactory,
)


@pytest.fixture
def acts(cast, enriched, cycle, theme):
    """Every address that changes something, with who may and what is posted; all of it is right."""
    CriterionFactory(code="RB-2", is_mandatory=False)
    point = PointFactory(theme=theme, kind=PointKind.INITIATIEF, position=1)
    PointFactory(theme=theme, kind=PointKind.INITIATIEF, position=2)
    indicator = IndicatorFactory()
    theme.indicators.add(indicator, through_defaults={"position": 1})
    reaction = react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS)
    row = say_involved(enriched, by=cast.regiocoordinator, group="ggd", name="Een wijkpanel", how="Las mee.")
    base, round_ = f"/regiobeelden/{enriched.pk}", f"/regiobeelden/{enriched.pk}/cycli/{cycle.number}"
    at_theme, due = f"{base}/themas/{theme.pk}", (timezone.localdate() + timedelta(days=3)).isoformat()
    return {
        f"{base}/gegevens/": ("regiocoordinator", {"version": 1, "title": "Anders"}),
        f"{base}/indelen/": ("regiocoordinator", {"title": "Erbij"}),
        f"{at_theme}/gegevens/": ("regiocoordinator", {"title": "Anders"}),
        f"{at_theme}/verplaatsen/": ("regiocoordinator", {"richting": "omlaag"}),
        f"{at_theme}/verwijderen/": ("regiocoordinator", {}),
        f"{at_theme}/cijfers/{indicator.pk}/verplaatsen/": ("regiocoordinator", {"richting": "omlaag"}),
        f"{at_theme}/nieuw/initiatief/": ("ambtenaar", {"version": 1, "title": "Erbij"}),
        f"{base}/punten/{point.pk}/": ("ambtenaar", {"version": 1, "title": "Anders"}),
        f"{base}/punten/{point.pk}/verplaatsen/": ("ambtenaar", {"richting": "omlaag"}),
        f"{base}/punten/{point.pk}/verwijderen/": ("ambtenaar", {}),
        f"{base}/cycli/openen/": ("regiocoordinator", {"question": "?", "due_on": due, "parties": [cast.ambtenaar.hat.pk]}),
        f"{round_}/reageren/": ("ambtenaar", {"thema": theme.pk, "stance": "oneens", "text": "Toch niet."}),
        f"{round_}/reacties/": (
            "ambtenaar_2",
            {"reactie": reaction.pk, "seen": reaction.at.isoformat(), "handling": "overgenomen", "answer": "Ja."},
        ),
        f"{round_}/wijzigen/": ("regiocoordinator", {"due_on": due}),
        f"{round_}/afsluiten/": ("regiocoordinator", {"account": "Klaar."}),
        f"{base}/betrokkenen/wel/": ("regiocoordinator", {"group": "ggd", "name": "Nog een", "how": "Las mee."}),
        f"{base}/betrokkenen/niet/": ("regiocoordinator", {"group": "aanbieders", "why": "Geen tijd."}),
        f"{base}/betrokkenen/{row.pk}/weghalen/": ("regiocoordinator", {}),
        f"{base}/toets/": ("regiocoordinator", {"criterium": "RB-2", "is_met": "ja", "reason": "Zo is het."}),
        f"{base}/status/verrijking/leesversie/": ("regiocoordinator", {}),
    }  # fmt: skip


def _nothing_happens(cast, acts, enriched, sign_in, who=None):
    before = history(enriched).count()
    for path, (right, data) in acts.items():
        client = sign_in(who or cast.people[right])
        client.raise_request_exception = False
        answer = client.post(path, data)
        assert answer.status_code in {302, 403, 404, 422}, (path, answer.status_code)
        for method in (client.put, client.delete, client.patch):
            assert method(path).status_code in {403, 404, 405}, path
        assert client.head(path).status_code in {200, 302, 403, 404, 405}, path
    assert history(enriched).count() == before


@pytest.mark.parametrize(
    "person",
    [
        "andere_ambtenaar",
        "andere_regiocoordinator",
        "andere_verzekeraar",
        "landelijk",
        "buitenstaander",
        "portaalbeheerder",
        "kassier",
        "beheerder",
    ],
)
def test_outsiders_and_who_does_not_speak_change_nothing(cast, acts, enriched, sign_in, person):
    _nothing_happens(cast, acts, enriched, sign_in, cast.people[person])


def test_after_a_role_ended_nobody_changes_anything(cast, acts, enriched, sign_in):
    Participation.objects.filter(region=cast.region).update(ended_on=date(2026, 1, 1))
    _nothing_happens(cast, acts, enriched, sign_in)


def test_after_a_membership_ended_nobody_changes_anything(cast, acts, enriched, sign_in):
    Membership.objects.update(ended_at=timezone.now())
    _nothing_happens(cast, acts, enriched, sign_in)


def test_another_hat_gives_no_rights_of_the_one_that_is_off(cast, acts, enriched, sign_in):
    person = UserFactory()
    for of in [cast.regiocoordinator, cast.ambtenaar, cast.ambtenaar_2, cast.andere_ambtenaar]:
        for membership in of.memberships.all():
            MembershipFactory(user=person, organisation=membership.organisation, function=membership.function)
    client = sign_in(person)
    assert client.post("/hoed/", {"hat": cast.andere_ambtenaar.hat.pk}).status_code == 302
    before = history(enriched).count()
    for path, (_, data) in acts.items():
        assert client.post(path, data).status_code == 403, path
    assert history(enriched).count() == before


@pytest.mark.parametrize("status", [BeeldStatus.VASTGESTELD, BeeldStatus.GEPUBLICEERD, BeeldStatus.HERIJKING])
def test_forms_that_were_open_when_it_was_adopted_change_nothing(cast, acts, cycle, enriched, sign_in, status):
    for reaction in cycle.reactions.all():
        handle(reaction, by=cast.regiocoordinator, seen=reaction.at, handling="kennisgenomen")
    close_cycle(cycle, by=cast.regiocoordinator, account="Klaar.")
    Theme.objects.filter(regiobeeld=enriched).update(plain_text="Tekst.")
    for source, target in [("verrijking", "leesversie"), ("leesversie", "besproken"), ("besproken", "vastgesteld")]:
        move(enriched, by=cast.regiocoordinator, source=source, target=target)
    for target in [BeeldStatus.GEPUBLICEERD, BeeldStatus.HERIJKING]:
        if status in {target, BeeldStatus.HERIJKING}:
            Regiobeeld.objects.filter(pk=enriched.pk).update(status=target)
    _nothing_happens(cast, acts, enriched, sign_in)


def test_all_of_it_is_done_by_who_may(cast, acts, enriched, sign_in):
    """Or the tests above could not fail."""
    for path, (right, data) in acts.items():
        if path.endswith(("cycli/openen/", "leesversie/", "verwijderen/", "weghalen/", "reageren/")):
            continue
        before = history(enriched).count()
        assert sign_in(cast.people[right]).post(path, data).status_code == 302, path
        assert history(enriched).count() > before or "cijfers" in path, path


def test_who_reads_what_is_public_finds_organisations_and_no_people(cast, acts, cycle, theme, enriched, sign_in):
    User.objects.update(name="Een mens")
    for reaction in cycle.reactions.all():
        handle(reaction, by=cast.beoordelaar_2, seen=reaction.at, handling="kennisgenomen", answer="Gezien.")
    close_cycle(cycle, by=cast.regiocoordinator, account="Klaar.")
    Theme.objects.filter(regiobeeld=enriched).update(plain_text="Tekst.")
    for source, target in [("verrijking", "leesversie"), ("leesversie", "besproken"), ("besproken", "vastgesteld")]:
        move(enriched, by=cast.regiocoordinator, source=source, target=target)
    paths = [
        "",
        f"themas/{theme.pk}/",
        "cycli/1/",
        "betrokkenen/",
        "toets/",
        "geschiedenis/",
        "cycli/1/reacties/",
        "dossier/",
    ]
    closed = RegiobeeldFactory(region=cast.region, edition=2031, title="Nog dicht")
    for path in paths:
        assert sign_in(None).get(f"/regiobeelden/{enriched.pk}/{path}").status_code in {302, 404, 405}
    move(enriched, by=cast.regiocoordinator, source="vastgesteld", target="gepubliceerd", url="https://a.nl")
    for who in [None, cast.buitenstaander]:
        client = sign_in(who)
        seen = {path: client.get(f"/regiobeelden/{enriched.pk}/{path}") for path in paths}
        found = {path for path, answer in seen.items() if answer.status_code == 200}
        assert found == {"", f"themas/{theme.pk}/", "cycli/1/", "betrokkenen/"}
        for path in [*found]:
            main = seen[path].text[seen[path].text.index("<main") :]
            assert ("Een mens" in main, "@" in main) == (False, False), path
        for path in ["/regiobeelden/", "/", f"/regios/{cast.region.slug}/", "/regiobeelden/?status=basisbeeld"]:
            assert closed.title not in client.get(path).text
