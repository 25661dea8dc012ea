"""What everybody reads of a plan: only what was frozen, at an address that lasts."""

import hashlib
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pikepdf
import pytest
from django.core.cache import caches
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from iza_portal.dossiers.adopted import make_waiting
from iza_portal.hashing import hash_of
from iza_portal.texts.building import paragraph, text
from iza_portal.writing.together.rewriting import rewrite
from plans.adoption import move
from plans.models import Regioplan, Status, VaststellingsPdf, Vaststellingsversie
from plans.opgaven import editing
from plans.opgaven.rows import ACTIE, DOEL, MIJLPAAL
from plans.publicatie.reading import public_url
from plans.vaststelling.catching_up import freeze_earlier
from regions.figures.notation import full
from tests.adopting import let_all_agree
from tests.factories import AreaFigureFactory, IndicatorFactory, RegioplanFactory, SectionFactory
from tests.queries import queries_of


@pytest.fixture
def plan(cast):
    """The cast's plan with a text, an opgave and people's names around it, published."""
    cast.section.owner = cast.ambtenaar
    cast.section.save()
    rewrite(cast.section, by=cast.ambtenaar, body=text(paragraph("Samen gezond ouder worden.")))
    SectionFactory(plan=cast.plan, position=2, title="Nog leeg")
    opgave = editing.add_opgave(
        cast.plan,
        by=cast.ambtenaar,
        title="Langer gezond thuis",
        summary="<b>Minder</b> vallen.",
        cijfers=[cast.indicator],
    )
    AreaFigureFactory(indicator=cast.indicator, region=cast.region, year=2024, value=20)
    editing.add_row(
        opgave, DOEL, by=cast.ambtenaar, title="14% in 2028", measure="valrisico", unit="%", target_value=14
    )
    actie = editing.add_row(opgave, ACTIE, by=cast.ambtenaar, title="Cursussen", organisation=cast.ambtenaar.hat)
    editing.add_row(actie, MIJLPAAL, by=cast.ambtenaar, quarter=date(2027, 1, 1), activity="Eerste cursus")
    way = [Status.CONCEPT, Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.GEPUBLICEERD]
    for source, target in pairwise(way):
        move(cast.plan, by=cast.regiocoordinator, source=source, target=target)
    return Regioplan.objects.select_related("region").get(pk=cast.plan.pk)


def test_everybody_reads_the_frozen_plan_and_nothing_of_its_making(plan, client):
    assert public_url(plan) == "/regio/zhe-bar/regioplan/2026/"
    page = client.get(public_url(plan)).content.decode()
    for words in (
        "Samen gezond ouder worden.",
        "Langer gezond thuis",
        "&lt;b&gt;Minder&lt;/b&gt; vallen.",
        "14% in 2028",
        "Eerste cursus",
        "Gepubliceerd, 0 van 2 colleges hebben vastgesteld.",
        plan.vaststellingsversies.get().content_hash,
    ):
        assert words in page
    for words in ("ambtenaar", "Nog leeg", "Eigenaar", "Vastleggen"):
        assert words not in page


def test_the_page_says_how_many_adopted_it_as_it_goes_on(plan, client):
    client.get(public_url(plan))
    let_all_agree(plan)
    page = client.get(public_url(plan)).content.decode()
    assert "Gepubliceerd, 2 van 2 colleges hebben vastgesteld." in page
    assert "Door allen vastgesteld op" in page


def test_the_page_shows_what_was_frozen_whatever_becomes_of_the_rows(plan, client):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE plans_opgave SET title = 'Stiekem anders'")
        cursor.execute("UPDATE plans_regioplan SET title = 'Stiekem anders'")
        cursor.execute("UPDATE plans_section SET plain_text = 'Stiekem anders', body = '{}'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    caches["fragments"].clear()
    page = client.get(public_url(plan)).content.decode()
    assert "Stiekem" not in page
    assert "Langer gezond thuis" in page


def test_the_figures_are_those_of_the_moment_of_freezing(cast, plan, client):
    AreaFigureFactory(indicator=cast.indicator, region=cast.region, year=2025, value=99)
    caches["fragments"].clear()
    page = client.get(public_url(plan)).content.decode()
    assert f"Inwoners van 65 jaar en ouder: {_shown(20)} in {cast.region.short_name} (2024)" in page
    assert _shown(99) not in page


def _shown(value) -> str:
    return full(IndicatorFactory.build(), Decimal(value))


def test_a_plan_that_never_came_out_has_no_address(cast, client):
    for status in (Status.CONCEPT, Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.VASTGESTELD):
        Regioplan.objects.filter(pk=cast.plan.pk).update(status=status)
        assert client.get("/regio/zhe-bar/regioplan/2026/").status_code == 404
    for path in (
        "zeeland/regioplan/2026",
        "zhe-bar/onzin/2026",
        "zhe-bar/regioplan/onzin",
        "zhe-bar/regioplan/2026-v1",
    ):
        assert client.get(f"/regio/{path}/").status_code == 404


def test_withdrawing_leaves_a_page_that_says_so_and_no_text(cast, plan, client):
    with pytest.raises(Exception, match="Schrijf op waarom"):
        move(plan, by=cast.regiocoordinator, source="gepubliceerd", target="ingetrokken", reason=" ")
    move(
        plan, by=cast.regiocoordinator, source="gepubliceerd", target="ingetrokken", reason="Een fout in <de> cijfers."
    )
    answer = client.get(public_url(plan))
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "Een fout in &lt;de&gt; cijfers." in page
    assert "Samen gezond ouder worden." not in page
    assert "is ingetrokken" in client.get("/plannen/feed/").content.decode()
    assert client.get(f"/plannen/{plan.pk}/").status_code == 404


def test_other_versions_are_found_from_each(cast, plan, client):
    other = RegioplanFactory(region=cast.region, edition=2026, version=2, title="Aanvulling 2026")
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL):
        Regioplan.objects.filter(pk=other.pk).update(status=status)
    freeze_earlier()
    move(other, by=cast.regiocoordinator, source="akkoord_tafel", target="gepubliceerd")
    other.refresh_from_db()
    assert public_url(other) == "/regio/zhe-bar/regioplan/2026-v2/"
    assert public_url(other) in client.get(public_url(plan)).content.decode()
    later = client.get(public_url(other)).content.decode()
    assert public_url(plan) in later
    assert "nieuwere versie" not in later
    assert "Er is een nieuwere versie van dit plan" in client.get(public_url(plan)).content.decode()


def test_the_feed_tells_what_came_out_and_nothing_else(cast, plan, client):
    RegioplanFactory(region=cast.region, edition=2027, title="Nog geheim")
    for path in ("/plannen/feed/", "/regios/zhe-bar/feed/"):
        answer = client.get(path)
        assert answer["Content-Type"].startswith("application/atom+xml")
        assert "/regio/zhe-bar/regioplan/2026/" in answer.content.decode()
        assert "Nog geheim" not in answer.content.decode()
    assert "/regio/zhe-bar/" not in client.get("/regios/zeeland/feed/").content.decode()
    assert client.get("/regios/onzin/feed/").status_code == 404


def test_a_withdrawal_is_news_however_long_ago_the_plan_came_out(cast, plan, client, monkeypatch):
    monkeypatch.setattr("plans.views.publicatie.LATEST", 1)
    old = RegioplanFactory(region=cast.other_region, edition=2023, title="Oud plan")
    way = (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.VASTGESTELD, Status.GEPUBLICEERD, Status.INGETROKKEN)
    for status in way:
        Regioplan.objects.filter(pk=old.pk).update(status=status)
    Regioplan.objects.filter(pk=old.pk).update(published_at="2023-12-22T12:00Z", withdrawn_at=timezone.now())
    assert "Oud plan is ingetrokken" in client.get("/plannen/feed/").content.decode()


def test_the_feed_and_the_page_beside_lead_to_no_plan_of_which_nothing_is_frozen_yet(cast, plan, client):
    old = RegioplanFactory(region=cast.region, edition=2023, title="Oud plan")
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.VASTGESTELD, Status.GEPUBLICEERD):
        Regioplan.objects.filter(pk=old.pk).update(status=status, published_at=timezone.now())
    for path in ("/plannen/feed/", public_url(plan)):
        assert "Oud plan" not in client.get(path).content.decode()
    freeze_earlier()
    for path in ("/plannen/feed/", public_url(plan)):
        assert "Oud plan" in client.get(path).content.decode()


def test_the_content_is_kept_with_its_hash_and_the_pdf_with_its_own(plan, client):
    versie = plan.vaststellingsversies.get()
    assert hash_of(versie.content) == versie.content_hash
    assert make_waiting() == 1
    assert make_waiting() == 0
    pdf = VaststellingsPdf.objects.get()
    assert hashlib.sha256(bytes(pdf.content)).hexdigest() == pdf.sha256
    answer = client.get(f"/vaststellingsversies/{versie.pk}/pdf/")
    assert answer.content == bytes(pdf.content)
    again = client.get(answer.request["PATH_INFO"], headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert pdf.sha256 in client.get(public_url(plan)).content.decode()
    assert f"/vaststellingsversies/{versie.pk}/pdf/" in client.get(public_url(plan)).content.decode()
    for act in (
        lambda: VaststellingsPdf.objects.update(sha256="0" * 64),
        lambda: connection.cursor().execute("DELETE FROM plans_vaststellingspdf"),
        lambda: connection.cursor().execute("UPDATE plans_vaststellingsversie SET content = '{}'"),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            act()


def test_a_version_that_cannot_be_laid_out_is_not_in_the_way_of_others(cast, plan):
    other = RegioplanFactory(region=cast.other_region, edition=2023)
    content = plan.vaststellingsversies.get().content
    broken = content | {"sections": [content["sections"][0] | {"body": {"type": "onzin"}}]}
    Vaststellingsversie.objects.create(plan=other, number=0, content=broken, content_hash=hash_of(broken))
    assert make_waiting() == 1
    assert VaststellingsPdf.objects.get().versie.plan == plan


def test_the_feed_takes_whatever_stands_in_a_title(cast, plan, client):
    Regioplan.objects.filter(pk=plan.pk).update(title="Plan \x0b<b>\u202e & meer")
    assert "Plan &lt;b&gt; &amp; meer" in client.get("/plannen/feed/").content.decode()


def test_the_pdf_is_tagged_and_has_the_opgaven(plan, tmp_path):
    make_waiting()
    file = tmp_path / "plan.pdf"
    file.write_bytes(bytes(VaststellingsPdf.objects.get().content))
    with pikepdf.open(file) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "nl"
        assert len(pdf.pages) > 2


def test_the_pdf_of_a_plan_that_is_withdrawn_says_so_and_one_that_never_came_out_is_not_there(cast, plan, client):
    make_waiting()
    move(plan, by=cast.regiocoordinator, source="gepubliceerd", target="ingetrokken", reason="Een fout.")
    answer = client.get(f"/vaststellingsversies/{plan.vaststellingsversies.get().pk}/pdf/")
    assert (answer.status_code, answer["Content-Type"]) == (410, "text/html; charset=utf-8")
    assert "Een fout." in answer.content.decode()
    assert "Samen gezond ouder worden." not in answer.content.decode()
    assert client.get("/vaststellingsversies/999999/pdf/").status_code == 404


def test_plans_that_were_adopted_before_are_frozen_once(cast, client):
    old = RegioplanFactory(region=cast.other_region, edition=2023)
    SectionFactory(plan=old, position=1, title="Inleiding", plain_text="Oud.", body=text(paragraph("Oud.")))
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.VASTGESTELD, Status.GEPUBLICEERD):
        Regioplan.objects.filter(pk=old.pk).update(status=status)
    assert client.get("/regio/zeeland/regioplan/2023/").status_code == 404
    assert freeze_earlier() == 1
    assert freeze_earlier() == 0
    Regioplan.objects.filter(pk=old.pk).update(published_at="2023-12-22T12:00Z")
    page = client.get("/regio/zeeland/regioplan/2023/").content.decode()
    assert "Oud." in page
    assert '<p class="lead">Gepubliceerd.</p>' in page


def test_the_page_asks_few_questions(plan, client):
    client.get(public_url(plan))
    assert len(queries_of(client, public_url(plan))) <= 8


def test_the_pdf_of_what_was_taken_back_before_the_plan_came_out_is_not_public(cast, client):
    cast.section.plain_text = "Er staat iets."
    cast.section.save()
    way = ["concept", "ter_consultatie", "akkoord_tafel", "concept", "ter_consultatie", "akkoord_tafel", "gepubliceerd"]
    for source, target in pairwise(way):
        move(cast.plan, by=cast.regiocoordinator, source=source, target=target, reason="Er stond een fout in.")
    make_waiting()
    first, last = cast.plan.vaststellingsversies.order_by("number")
    assert VaststellingsPdf.objects.count() == 2
    assert client.get(f"/vaststellingsversies/{first.pk}/pdf/").status_code == 404
    assert client.get(f"/vaststellingsversies/{last.pk}/pdf/").status_code == 200
