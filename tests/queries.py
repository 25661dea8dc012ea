"""How often a page asks the database."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(client, path) -> list[str]:
    """Answer the statements that a page takes, in order; the page has to be there."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    assert answer.status_code == 200, f"{path} answers {answer.status_code}"
    return [query["sql"] for query in captured]


def statements(act) -> list[str]:
    """Answer the statements that calling `act` takes, in order."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"] for query in captured]
