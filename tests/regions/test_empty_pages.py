"""Before the reference data is loaded, pages stand and say what will be there."""

import pytest


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/", "Alle regio’s"),
        ("/regios/", "Hier komen de regio’s te staan"),
        ("/gemeenten/", "Hier komen de gemeenten te staan"),
        ("/gegevens/", "Deze gegevens zijn nog niet geladen."),
        ("/gegevens/regios/", "Deze gegevens zijn nog niet geladen."),
    ],
)
def test_a_page_without_data_stands(db, client, address, words):
    answer = client.get(address)
    assert answer.status_code == 200
    assert words in answer.text
