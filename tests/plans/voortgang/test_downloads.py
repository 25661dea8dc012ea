"""What was measured as a table: numbers as numbers, and no text as a formula."""

from datetime import date
from decimal import Decimal

from plans.voortgang.measuring import add_meting
from tests.sheets.files import cells


def test_the_table_has_start_measurements_and_target_and_no_formula(cast, followed, sign_in):
    add_meting(
        followed.doel,
        by=cast.ambtenaar,
        on=date(2026, 9, 30),
        value=Decimal("8.5"),
        source="=HYPERLINK(1)",
        note="-x\ny",
    )
    client, path = sign_in(cast.beoordelaar_1), f"/plannen/{cast.plan.pk}/voortgang/doelen/"
    answer = client.get(f"{path}csv/")
    assert 'filename="zhe-bar-regioplan-2026-metingen.csv"' in answer["Content-Disposition"]
    lines = answer.content.decode("utf-8-sig").split("\r\n")
    assert len(lines) == 5
    told = "Minder vallen;Van 5% naar 14%;65-plussers bij wie het valrisico is ingeschat;;%"
    assert lines[1] == f"{told};start;31-12-2025;5;;"
    assert lines[2].startswith(f"{told};meting;30-09-2026;8,5;'=HYPERLINK(1);")
    assert lines[3] == f"{told};streefwaarde;31-12-2028;14;;"
    rows = cells(client.get(f"{path}xlsx/").content, "download.xlsx")
    assert rows[2][5] == "meting"
    assert rows[2][7:9] == ["8.5", "=HYPERLINK(1)"]
