"""The letter to a council about a werkagenda calls its aanpakken so, on the page and in the file."""

import io

import docx

from plans.opgaven import editing
from plans.opgaven.rows import DEKKING
from plans.raadsbrief.facts import facts_of
from plans.raadsbrief.prefilling import prefilled


def test_an_aanpak_is_called_so(cast, agenda, sign_in):
    municipality, opgave = cast.ambtenaar.hat, agenda.opgaven.get(aanpak="5a")
    editing.add_row(
        opgave, DEKKING, by=cast.ambtenaar, stream="spuk_iza", year=2027, amount=10, organisation=municipality
    )
    client, path = sign_in(cast.ambtenaar), f"/plannen/{agenda.pk}/brief-aan-de-raad/{municipality.pk}/"
    page = client.get(path).text.partition("<h1>")[2].partition("</main>")[0]
    sent = {name: value for name, value in prefilled(facts_of(agenda, municipality)).items() if value is not False}
    answer = client.post(path, sent | {"day": "2026-11-26", "maak": "docx"})
    letter = docx.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in letter.tables for row in table.rows for cell in row.cells]
    words = "\n".join([paragraph.text for paragraph in letter.paragraphs] + cells)
    assert "Aanpakken in de tabellen" in page
    assert "De aanpakken en wat onze gemeente daarin doet" in words
    for said in (page, words):
        assert "opgave" not in said.replace('name="opgaven', "").replace("id_opgaven", "").lower()
