"""The national criteria of the reference data, without the rest of it."""

import csv
from pathlib import Path

import regions
from regions.models import Criterion
from tests.factories import CriterionFactory

OWN_CRITERIA = Path(regions.__file__).parent / "data" / "criteria.csv"


def criteria_of(paper: str) -> dict[str, Criterion]:
    """Load all of them; answer those for this paper of a region, by code."""
    rows = csv.DictReader(OWN_CRITERIA.read_text(encoding="utf-8").splitlines())
    made = [
        CriterionFactory(
            of=row["of"],
            code=row["code"],
            position=position,
            title=row["title"],
            description=row["description"],
            is_mandatory=row["is_mandatory"] == "ja",
            moment=row["moment"],
        )
        for position, row in enumerate(rows, start=1)
    ]
    return {criterion.code: criterion for criterion in made if criterion.of == paper}
