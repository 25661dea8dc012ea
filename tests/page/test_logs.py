import json
import logging
from io import StringIO

import pytest
from celery import shared_task
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from structlog.stdlib import ProcessorFormatter

from iza_portal.logs import trace_without_words
from tests.factories import UserFactory


@pytest.fixture
def lines():
    """What the portal's own handler writes while the test runs: a function that answers its lines so far."""
    written = StringIO()
    handler = next(each for each in logging.root.handlers if isinstance(each.formatter, ProcessorFormatter))
    before = handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    handler.setStream(before)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/uitnodiging/geheim/", "/accounts/password/reset/key/1-geheim/", "/geheim/%00/"])
def test_a_link_that_fails_is_not_in_the_log(client, lines, path):
    assert client.get(path).status_code in {404, 410}
    assert client.post(path).status_code in {404, 405, 410}
    assert {line["level"] for line in lines()} == {"info", "warning"}
    assert "geheim" not in str(lines())


@pytest.mark.django_db
def test_a_page_that_breaks_is_in_the_log_by_its_route_and_where_it_broke(client, lines, monkeypatch):
    def broken(token):
        raise ValueError(token)

    monkeypatch.setattr("iza_portal.accounts.views.invitations.hash_token", broken)
    client.raise_request_exception = False
    assert client.get("/uitnodiging/geheim/").status_code == 500
    failure = next(line for line in lines() if line["level"] == "error")
    assert failure["event"] == "500 uitnodiging/<str:token>/"
    assert "in open_link" in failure["exception"]
    assert failure["exception"].endswith("builtins.ValueError")
    assert "geheim" not in str(lines())


def test_what_the_database_refuses_is_not_in_the_log(db):
    jan = UserFactory()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        UserFactory(email=jan.email)
    assert jan.email in str(caught.value)
    told = trace_without_words((caught.type, caught.value, caught.tb))
    assert "psycopg.errors.UniqueViolation" in told
    assert "django.db.utils.IntegrityError" in told
    assert jan.email not in told


def test_that_the_database_is_away_is_told_in_full():
    error = OperationalError("connection refused")
    assert trace_without_words((type(error), error, None)).endswith("OperationalError: connection refused")


def test_a_task_that_fails_tells_where_and_not_what(lines):
    @shared_task(name="tests.break")
    def break_off(word):
        raise ValidationError(word)

    break_off.apply(["geheim"], throw=False)
    failure = next(line for line in lines() if line["level"] == "error")
    assert failure["event"] == "task tests.break: raised unexpected"
    assert "in break_off" in failure["exception"]
    assert "geheim" not in str(lines())
