import json
import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import Error, InternalError, ProgrammingError, connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from iza_portal.accounts.models import Organisation
from iza_portal.hashing import hash_of
from iza_portal.texts.building import paragraph, text
from iza_portal.trail.recording import history
from iza_portal.writing.together.rewriting import rewrite
from regions.models import AdoptedEdition, BeeldStatus, Criterion, PointFigure, Theme, ThemeIndicator
from regions.regiobeelden import dossier as regiobeeld_dossier
from regions.regiobeelden.adoption import move
from regions.regiobeelden.content import content_of
from regions.regiobeelden.cycles import close_cycle, open_cycle
from regions.regiobeelden.involvement import say_involved, say_not_involved
from regions.regiobeelden.reacting import handle, react
from regions.regiobeelden.reading import blocks_of_theme, page_of, theme_of, whole_of
from regions.regiobeelden.starting import start_herijking
from tests.factories import (
    AreaFigureFactory,
    CriterionFactory,
    IndicatorFactory,
    PointFactory,
    RegiobeeldFactory,
    ThemeFactory,
)

SITE = "https://www.zorgakkoorden.nl/regiobeeld"
STATES = ["verrijking", "leesversie", "besproken", "vastgesteld", "gepubliceerd"]


@pytest.fixture
def beeld(cast):
    """A regiobeeld with a bit of everything, in verrijking."""
    beeld = RegiobeeldFactory(region=cast.region, status=BeeldStatus.VERRIJKING, proposal="Samen.")
    theme = ThemeFactory(regiobeeld=beeld, position=1, title="Gezond ouder worden")
    indicator = IndicatorFactory(short_label="Inwoners van 65 jaar en ouder", code="BEV05")
    AreaFigureFactory(indicator=indicator, region=cast.region, value="22.6")
    ThemeIndicator.objects.create(theme=theme, indicator=indicator, position=1)
    IndicatorFactory()
    point = PointFactory(theme=theme, title="Te weinig verpleeghuisplekken", position=1)
    PointFigure.objects.create(point=point, indicator=indicator)
    rewrite(theme, by=cast.ambtenaar, body=text(paragraph("De regio **vergrijst**.")))
    say_involved(
        beeld, by=cast.regiocoordinator, group="gemeenten", organisation=cast.ambtenaar.hat, how="Schreef mee."
    )
    say_not_involved(beeld, by=cast.regiocoordinator, group="ggd", why="Geen mensen vrij.")
    return beeld


def go(beeld, person, *route, **arguments):
    for source, target in pairwise(route):
        beeld = move(beeld, by=person, source=source, target=target, reason="nodig", url=SITE, **arguments)
    return beeld


def test_from_verrijking_to_published(cast, beeld):
    done = go(beeld, cast.regiocoordinator, *STATES)
    assert (done.status, done.published_url) == (BeeldStatus.GEPUBLICEERD, SITE)
    assert done.discussed_on == done.adopted_on == timezone.localdate(done.published_at)
    assert [event.after["status"] for event in history(beeld).filter(verb="regiobeeld.status")] == [
        "gepubliceerd", "vastgesteld", "besproken aan tafel", "leesversie",
    ]  # fmt: skip


def test_what_is_adopted_is_kept_as_it_was_with_its_hash(cast, beeld):
    before = content_of(beeld)
    adopted = go(
        beeld, cast.regiocoordinator, "verrijking", "leesversie", "besproken", "vastgesteld", on=date(2026, 11, 2)
    )
    kept = AdoptedEdition.objects.get(regiobeeld=beeld)
    assert kept.content["themes"] == before["themes"]
    assert kept.content["about"]["adopted_on"] == "2026-11-02"
    # Read back from the database it is the same, to the last byte.
    assert hash_of(kept.content) == kept.content_hash
    theme = beeld.themes.get()
    assert kept.content["themes"][0]["points"]["knelpunt"][0]["figures"][0]["sentence"] == (
        "Inwoners van 65 jaar en ouder: 22,6% in ZHE-BAR (2024)"
    )
    assert whole_of(adopted) == kept.content
    whole = dict(kept.content["themes"][0])
    assert blocks_of_theme(adopted, theme.pk) == whole.pop("blocks")
    assert theme_of(adopted, theme.pk) == whole | {"codes": ["BEV05"]}
    assert theme_of(adopted, theme.pk + 1) is None
    page = page_of(adopted)
    assert [each["title"] for each in page["themes"]] == ["Gezond ouder worden"]
    assert not {"body", "blocks"} & page["themes"][0].keys()


def test_a_later_figure_changes_what_is_open_and_not_what_is_adopted(cast, beeld):
    indicator = ThemeIndicator.objects.get().indicator
    AreaFigureFactory(indicator=indicator, region=cast.region, year=2025, value="23.1")
    assert page_of(beeld)["themes"][0]["figures"][0]["shown"] == "23,1%"
    adopted = go(beeld, cast.regiocoordinator, "verrijking", "leesversie", "besproken", "vastgesteld")
    AreaFigureFactory(indicator=indicator, region=cast.region, year=2026, value="24.0")
    assert page_of(adopted)["themes"][0]["figures"][0]["shown"] == "23,1%"


# What a person with SQL could try on each row that is below an adopted regiobeeld.
STATEMENTS = [
    "UPDATE regions_theme SET title = 'Anders'",
    "UPDATE regions_theme SET position = NULL",
    "DELETE FROM regions_pointfigure",
    "UPDATE regions_pointfigure SET year = 2020",
    "UPDATE regions_point SET title = 'Anders'",
    "DELETE FROM regions_themeindicator",
    "UPDATE regions_themeindicator SET position = 9",
    "INSERT INTO regions_themeindicator (theme_id, indicator_id, position) "
    "SELECT t.id, i.id, 2 FROM regions_theme t, regions_indicator i WHERE i.code <> 'BEV05'",
    "UPDATE regions_involvement SET how = 'Anders'",
    "DELETE FROM regions_involvement",
    "INSERT INTO regions_point (theme_id, key, kind, position, title, text, who, url, version) "
    "SELECT id, gen_random_uuid(), 'knelpunt', 9, 'Erbij', '', '', '', 1 FROM regions_theme",
    "INSERT INTO regions_criterionanswer (regiobeeld_id, criterion_id, is_met, reason, by_id, at) "
    "SELECT b.id, c.id, true, 'ja', u.id, now() FROM regions_regiobeeld b, regions_criterion c, accounts_user u LIMIT 1",
    "INSERT INTO regions_cycle (regiobeeld_id, number, question, opened_at, due_on, account, before) "
    "SELECT id, 1, '?', now(), now(), '', '{}' FROM regions_regiobeeld",
    "UPDATE regions_regiobeeld SET summary = 'Anders'",
    "UPDATE regions_regiobeeld SET adopted_on = adopted_on - 1",
    "UPDATE regions_adoptededition SET content = '{}'",
    "DELETE FROM regions_adoptededition",
]


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("status", ["vastgesteld", "gepubliceerd", "herijking"])
def test_nobody_changes_what_is_adopted_with_sql(cast, beeld, statement, status):
    CriterionFactory(is_mandatory=False)
    beeld = go(beeld, cast.regiocoordinator, "verrijking", "leesversie", "besproken", "vastgesteld")
    if status != "vastgesteld":
        beeld = go(beeld, cast.regiocoordinator, "vastgesteld", "gepubliceerd")
    if status == "herijking":
        # The next edition's own rows may change: the statement is to meet those that may not.
        beeld.status = "herijking"
        beeld.save(update_fields=["status"])
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", [each for each in STATEMENTS if "adopted" not in each])
def test_the_same_statements_go_while_it_is_open(cast, beeld, statement):
    CriterionFactory(is_mandatory=False)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount > 0


def test_rows_cannot_be_moved_into_or_out_of_what_is_adopted(cast, beeld):
    other = ThemeFactory(regiobeeld=RegiobeeldFactory(region=cast.region, edition=2030), position=1)
    adopted = go(beeld, cast.regiocoordinator, "verrijking", "leesversie", "besproken", "vastgesteld")
    with pytest.raises(Error, match="never changes"), transaction.atomic():
        Theme.objects.filter(pk=other.pk).update(regiobeeld=adopted)
    with pytest.raises(Error, match="never changes"), transaction.atomic():
        Theme.objects.filter(regiobeeld=adopted).update(regiobeeld=other.regiobeeld)
    with pytest.raises(Error), transaction.atomic():
        adopted.delete()


def test_there_is_no_leesversie_without_text(cast):
    beeld = RegiobeeldFactory(region=cast.region, status=BeeldStatus.VERRIJKING)
    with pytest.raises(ValidationError, match="nog geen tekst"):
        go(beeld, cast.regiocoordinator, "verrijking", "leesversie")


def test_there_is_no_leesversie_while_a_cycle_is_open(cast, cycle):
    Theme.objects.update(plain_text="Er staat iets.")
    with pytest.raises(ValidationError, match="Sluit die eerst af"):
        go(cycle.regiobeeld, cast.regiocoordinator, "verrijking", "leesversie")


def test_the_procesvoorstel_has_to_be_written_before_it_is_laid_before_others(cast):
    beeld = RegiobeeldFactory(region=cast.region)
    with pytest.raises(ValidationError, match="procesvoorstel"):
        go(beeld, cast.beoordelaar_1, "basisbeeld", "procesvoorstel")


def test_a_mandatory_criterion_that_is_not_met_stops_the_adoption_and_says_why(cast, beeld):
    CriterionFactory(code="RB-6", title="Kwalitatieve duiding")
    go(beeld, cast.regiocoordinator, "verrijking", "leesversie", "besproken")
    with pytest.raises(ValidationError, match=r"RB-6 Kwalitatieve duiding.*geen verhalen"):
        go(beeld, cast.regiocoordinator, "besproken", "vastgesteld")
    assert not AdoptedEdition.objects.exists()


def test_publishing_asks_where_it_stands_on_the_national_site(cast, beeld, sign_in):
    CriterionFactory(code="RB-12", title="Openbaar", moment="publiceren")
    beeld = go(beeld, cast.regiocoordinator, "verrijking", "leesversie", "besproken", "vastgesteld")
    page = f"/regiobeelden/{beeld.pk}/status/vastgesteld/gepubliceerd/"
    client = sign_in(cast.beoordelaar_1)
    for address in ("", "geen adres", "javascript:alert(1)"):
        refused = client.post(page, {"url": address})
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["url"])
    assert client.post(page, {"url": SITE}).status_code == 302
    beeld.refresh_from_db()
    assert (beeld.status, beeld.published_url) == (BeeldStatus.GEPUBLICEERD, SITE)
    assert sign_in(None).get(beeld.get_absolute_url()).status_code == 200


def test_the_days_are_those_that_were_decided_and_stand_in_order(cast, beeld):
    go(beeld, cast.regiocoordinator, "verrijking", "leesversie")
    with pytest.raises(ValidationError, match="moet nog komen"):
        go(beeld, cast.regiocoordinator, "leesversie", "besproken", on=timezone.localdate() + timedelta(days=1))
    go(beeld, cast.regiocoordinator, "leesversie", "besproken", on=date(2026, 11, 10))
    with pytest.raises(ValidationError, match="vóór de dag"):
        go(beeld, cast.regiocoordinator, "besproken", "vastgesteld", on=date(2026, 11, 9))
    # Taken back, the day of the table is no longer so.
    back = go(beeld, cast.regiocoordinator, "besproken", "verrijking")
    assert back.discussed_on is None


def test_a_herijking_begins_with_what_stands_and_leaves_it_public(cast, beeld, sign_in):
    published = go(beeld, cast.regiocoordinator, *STATES)
    following = start_herijking(published, by=cast.beoordelaar_1, edition=2031, title="Regiobeeld 2031")
    published.refresh_from_db()
    assert (published.status, following.status) == (BeeldStatus.HERIJKING, BeeldStatus.BASISBEELD)
    assert following.previous == published
    old, new = whole_of(published)["themes"][0], whole_of(following)["themes"][0]
    assert (old["key"], old["body"], old["figures"]) == (new["key"], new["body"], new["figures"])
    assert new["points"]["knelpunt"][0]["key"] == old["points"]["knelpunt"][0]["key"]
    assert old["pk"] != new["pk"]
    # Who takes part in the next edition is still to be seen.
    assert not any(group["parties"] or group["absence"] for group in whole_of(following)["involvement"])
    assert sign_in(None).get(published.get_absolute_url()).status_code == 200
    assert sign_in(None).get(following.get_absolute_url()).status_code == 404


def test_the_pages_of_what_is_adopted_stay_as_they_were(cast, beeld, sign_in):
    """Whatever changes after it: figures, names of indicators and organisations, criteria, roles, sources."""
    CriterionFactory(code="RB-13", is_mandatory=False)
    cycle = open_cycle(
        beeld, by=cast.regiocoordinator, question="?", due_on=timezone.localdate(), parties=[cast.ambtenaar.hat]
    )
    theme = beeld.themes.get()
    reaction = react(cycle, theme, by=cast.ambtenaar, stance="eens")
    handle(reaction, by=cast.regiocoordinator, seen=reaction.at, handling="kennisgenomen")
    close_cycle(cycle, by=cast.regiocoordinator, account="Klaar.")
    done = go(beeld, cast.regiocoordinator, *STATES)
    pages = ["", f"themas/{theme.pk}/", "cycli/1/", "betrokkenen/", "toets/"]

    def read():
        caches["fragments"].clear()
        client = sign_in(cast.zorgaanbieder)
        told = [_main(client.get(f"/regiobeelden/{done.pk}/{page}").text) for page in pages]
        chapters = regiobeeld_dossier.chapters(type(done).objects.get(pk=done.pk))
        cover = regiobeeld_dossier.about(type(done).objects.get(pk=done.pk))
        return [*told, *(json.dumps(each, default=str) for each in [*chapters, cover])]

    before = read()
    indicator = ThemeIndicator.objects.get().indicator
    AreaFigureFactory(indicator=indicator, region=cast.region, year=2026, value="24.0")
    type(indicator).objects.update(short_label="Anders", label="Anders")
    Organisation.objects.update(name=Concat("name", Value(" Anders")))
    type(cast.region).objects.filter(pk=cast.region.pk).update(source="Anders")
    Criterion.objects.update(title="Anders", description="Anders")
    CriterionFactory(code="RB-16")
    cast.region.participations.filter(role="marktleider_1").update(ended_on=date(2026, 1, 1))
    after = read()
    assert [page for page, old, new in zip(pages + ["dossier"] * 20, before, after, strict=False) if old != new] == []


def _main(page):
    """What a page says: what is around it, and the keys of its forms, differ each time."""
    return re.sub(r'value="[^"]{20,}"', "", page[page.index("<main") : page.index("</main")])


@pytest.mark.parametrize(("edition", "match"), [(2026, "Kies een jaar na 2026"), (2025, "Kies een jaar na 2026")])
def test_a_herijking_is_of_a_later_year(cast, beeld, edition, match):
    published = go(beeld, cast.regiocoordinator, *STATES)
    with pytest.raises(ValidationError, match=match):
        start_herijking(published, by=cast.regiocoordinator, edition=edition, title="Nog eens")


def test_the_herijking_in_the_browser_asks_for_the_edition(cast, beeld, sign_in):
    published = go(beeld, cast.regiocoordinator, *STATES)
    client = sign_in(cast.regiocoordinator)
    step = client.get(f"/regiobeelden/{published.pk}/status/gepubliceerd/herijking/")
    assert step.headers["Location"] == f"/regiobeelden/{published.pk}/herijken/"
    page = step.headers["Location"]
    assert client.post(page, {"edition": "2026", "title": "X"}).status_code == 422
    assert client.post(page, {"edition": "2031", "title": "Regiobeeld 2031"}).status_code == 302
    again = client.post(page, {"edition": "2032", "title": "Regiobeeld 2032"}, follow=True)
    assert "De status is “wordt herijkt”" in again.text


@pytest.mark.parametrize(
    "table",
    ["adoptededition", "theme", "themeindicator", "point", "pointfigure", "involvement", "criterionanswer", "cycle",
     "cycle_parties", "reaction", "regiobeeld"],
)  # fmt: skip
def test_what_was_adopted_cannot_be_emptied_outside_a_test_database(db, table):
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} RESET iza.test_database")
        with pytest.raises(Error, match=r"kept for good|never changes"):
            cursor.execute(f"TRUNCATE regions_{table} CASCADE")
