from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from iza_portal.page import health
from iza_portal.page.templatetags.page import days_left, euro, euros, long_date, moment, number


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [(1234567, 0, "1.234.567"), (22.6, 1, "22,6"), (0, 0, "0"), (None, 0, "–"), ("", 0, "–"), (-1500, 0, "-1.500")],
)
def test_numbers_are_written_the_dutch_way(value, decimals, written):
    assert number(value, decimals) == written


@pytest.mark.parametrize(("cents", "written"), [(342709900, "€ 3.427.099"), (105, "€ 1,05"), (0, "€ 0"), (None, "–")])
def test_eurocents_show_cents_only_where_there_are_any(cents, written):
    assert euro(cents) == written.replace(" ", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("64000000.00"), "€\N{NO-BREAK SPACE}64.000.000"),
        (Decimal("12.50"), "€\N{NO-BREAK SPACE}12,50"),
        (Decimal("-1500.00"), "−€\N{NO-BREAK SPACE}1.500"),
        (Decimal(0), "€\N{NO-BREAK SPACE}0"),
        (None, "–"),
    ],
)
def test_euros_show_cents_and_a_minus_only_where_there_are_any(amount, written):
    assert euros(amount) == written


@pytest.mark.parametrize(
    ("days", "said"), [(0, "vandaag"), (1, "nog 1 dag"), (20, "nog 20 dagen"), (-2, "2 dagen te laat")]
)
def test_a_date_says_how_long_it_is(days, said):
    assert days_left(timezone.localdate() + timedelta(days=days)) == said


def test_dates_and_moments_are_written_in_full():
    assert long_date(date(2026, 11, 15)) == "15 november 2026"
    assert long_date(datetime(2026, 11, 14, 23, 30, tzinfo=UTC)) == "15 november 2026"
    assert moment(timezone.make_aware(timezone.datetime(2025, 11, 2, 9, 5))) == "2 november 2025, 9.05 uur"


def test_an_unknown_address_gives_a_dutch_page_that_helps(client, db):
    answer = client.get("/bestaat/niet/")
    assert answer.status_code == 404
    assert "Deze pagina is er niet" in answer.text
    assert "/plannen/" in answer.text


def test_a_forged_post_is_refused_with_a_page_that_helps(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.regiocoordinator)
    answer = client.post(f"/plannen/{cast.plan.pk}/indelen/", {"title": "Nieuw"})
    assert answer.status_code == 403
    assert "Uw formulier is niet verstuurd" in answer.text
    assert not cast.plan.sections.filter(title="Nieuw").exists()


def test_the_error_page_needs_neither_database_nor_person(client):
    answer = Client(raise_request_exception=False).get("/accounts/login/", headers={"host": "een.ander.nl"})
    assert answer.status_code == 400
    assert "Deze aanvraag klopt niet" in answer.text


@pytest.mark.django_db
def test_a_file_is_refused_before_it_is_kept_anywhere():
    file = SimpleUploadedFile("film.mp4", b"a" * 3_000_000)
    browser = Client(raise_request_exception=False)
    answer = browser.post("/accounts/login/", {"login": "jan@gemeente.example", "password": "geheim", "file": file})
    assert answer.status_code == 400
    assert "Deze aanvraag klopt niet" in answer.text


def test_the_headers_keep_strangers_out(client, db):
    headers = client.get("/toegankelijkheid/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_security_txt_names_a_contact_and_a_term(client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:veilig@example.nl"
    text = client.get("/.well-known/security.txt").text
    assert "Contact: mailto:veilig@example.nl" in text
    assert "Expires: 20" in text


def test_alive_asks_nothing(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_needs_a_worker_heard_lately(client, db):
    cache.delete(health.HEARD)
    silent = client.get("/readyz")
    assert (silent.status_code, silent.json()["checks"]["worker"]) == (503, False)
    health.hear_worker()
    heard = client.get("/readyz")
    assert heard.json() == {"status": "ok", "checks": {"database": True, "broker": True, "worker": True}}
    cache.set(health.HEARD, timezone.now() - timedelta(seconds=31), timeout=None)
    assert client.get("/readyz").status_code == 503


def test_not_ready_without_a_broker(client, db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["broker"]) == (503, False)


def test_not_ready_without_the_table_that_the_worker_is_heard_in(client, db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cache RENAME TO elsewhere")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["worker"]) == (503, False)
