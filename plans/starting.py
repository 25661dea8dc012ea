"""Beginning a regioplan of a new edition, with the sections of the template."""

import csv
from functools import cache
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction

from iza_portal.trail.recording import record
from plans import rules
from plans.models import Regioplan, Section
from plans.verbs import PlanVerb
from regions.models import Region

TEMPLATE = Path(__file__).parent / "data" / "regioplan_template.csv"


@cache
def template_sections() -> tuple[dict, ...]:
    """Answer the sections of a new regioplan, in order: title, whether it is numbered, and what belongs there."""
    with TEMPLATE.open(encoding="utf-8", newline="") as file:
        return tuple(
            {"title": row["title"], "is_numbered": row["is_numbered"] == "ja", "guidance": row["guidance"]}
            for row in csv.DictReader(file)
        )


@transaction.atomic
def start_regioplan(region, *, by, edition, title, due_on=None) -> Regioplan:
    """Begin the regioplan of `region` for `edition` (a year); raise `ValidationError` where there is one already."""
    region = Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    if not rules.may_start(by, region):
        raise PermissionDenied
    plan = Regioplan(region=region, edition=edition, title=title, due_on=due_on)
    plan.full_clean()
    plan.save()
    Section.objects.bulk_create(
        Section(plan=plan, position=position, **fields) for position, fields in enumerate(template_sections(), start=1)
    )
    record(PlanVerb.STARTED, plan, by=by, after={"editie": edition, "titel": title})
    return plan
