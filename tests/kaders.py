"""The national frameworks for transformatieplannen and their criteria, of the reference data, without the rest of it."""

import csv
from datetime import date
from pathlib import Path

import plans
from plans.models.transformatie import Kader, Kadercriterium

DATA = Path(plans.__file__).parent / "data"


def _rows(name: str) -> list[dict]:
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))


def _provenance(row: dict) -> dict:
    return {
        "source": row["source"],
        "peildatum": date.fromisoformat(row["peildatum"]),
        "certainty": row["certainty"],
        "certainty_note": row["certainty_note"],
    }


def load_kaders() -> dict[str, Kader]:
    """Load all frameworks with their criteria; answer the frameworks by code."""
    made = {}
    for row in _rows("kaders.csv"):
        weeks = {name: int(row[name]) for name in row if name.startswith("weeks_")}
        made[row["code"]] = Kader.objects.create(
            code=row["code"],
            title=row["title"],
            valid_from=date.fromisoformat(row["valid_from"]),
            years_at_most=int(row["years_at_most"]),
            covers_structural_social=row["covers_structural_social"] == "ja",
            **weeks,
            **_provenance(row),
        )
    Kadercriterium.objects.bulk_create(
        Kadercriterium(
            kader=made[row["kader"]],
            step=row["step"],
            code=row["code"],
            group=row["group"],
            position=position,
            title=row["title"],
            description=row["description"],
            is_mandatory=row["is_mandatory"] == "ja",
            parts=[part for part in row["parts"].split("; ") if part],
            **_provenance(row),
        )
        for position, row in enumerate(_rows("kadercriteria.csv"), start=1)
    )
    return made
