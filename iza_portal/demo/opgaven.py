"""The opgaven of the demonstration's plans, written by its people through the portal's own operations."""

import tomllib
from decimal import Decimal
from pathlib import Path

from iza_portal.accounts.models import Organisation
from plans.models import Opgave, Regioplan
from plans.opgaven import editing
from plans.opgaven.rows import ACTIE, DEKKING, DOEL, MIJLPAAL, PARTIJ
from regions.models import Indicator, Municipality, Point

CONTENT = Path(__file__).parent / "content"
_NUMBERS = ("start_value", "target_value", "amount")
_OF_OPGAVE = ("title", "summary", "scale", "subregion", "onderdelen", "doelgroepen", "ketenaanpakken")


def write_opgaven(plan: Regioplan, *, by) -> int:
    """Write the opgaven of the plan that are in `content`; answer how many. What they say is in the files themselves."""
    file = CONTENT / f"opgaven-{plan.region.slug}-{plan.edition}.toml"
    if not file.exists():
        return 0
    wanted = tomllib.loads(file.read_text(encoding="utf-8"))["opgave"]
    for each in wanted:
        _write(plan, each, by)
    return len(wanted)


def _write(plan, wanted: dict, by) -> None:
    points = Point.objects.filter(
        theme__regiobeeld__region=plan.region, title__in=wanted.get("knelpunten", []), kind="knelpunt"
    )
    opgave = editing.add_opgave(
        plan,
        by=by,
        cijfers=Indicator.objects.filter(code__in=wanted.get("cijfers", [])),
        knelpunten=points,
        municipalities=Municipality.objects.filter(name__in=wanted.get("municipalities", [])),
        **{name: wanted[name] for name in _OF_OPGAVE if name in wanted},
    )
    write_rows(opgave, wanted, by=by)


def write_rows(opgave: Opgave, wanted: dict, *, by) -> None:
    """Write what hangs below an opgave, as the files of `content` say it."""
    for each in wanted.get("partij", []):
        editing.add_row(opgave, PARTIJ, by=by, **_fields(each))
    doelen = [editing.add_row(opgave, DOEL, by=by, **_fields(each)) for each in wanted.get("doel", [])]
    acties = []
    for each in wanted.get("actie", []):
        mijlpalen, serves = each.pop("mijlpaal", []), each.pop("doelen", [])
        actie = editing.add_row(opgave, ACTIE, by=by, doelen=[doelen[n - 1] for n in serves], **_fields(each))
        acties.append(actie)
        for mijlpaal in mijlpalen:
            editing.add_row(actie, MIJLPAAL, by=by, **_fields(mijlpaal))
    for each in wanted.get("dekking", []):
        fields = _fields(each)
        if "actie" in fields:
            fields["actie"] = acties[fields["actie"] - 1]
        editing.add_row(opgave, DEKKING, by=by, **fields)


def _fields(said: dict) -> dict:
    fields = {name: Decimal(value) if name in _NUMBERS else value for name, value in said.items()}
    if "organisation" in fields:
        kind, name = fields["organisation"].split(" ", 1)
        fields["organisation"] = Organisation.objects.get(kind=kind, name=name)
    if "indicator" in fields:
        fields["indicator"] = Indicator.objects.get(code=fields["indicator"])
    return fields
