"""How the work of the demonstration's plans goes, noted by its people through the portal's own operations."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from iza_portal.accounts.models import User
from iza_portal.quarters import next_quarter, quarter_of
from plans.models import Doel, Mijlpaal, Regioplan
from plans.voortgang.fixing import fix_report
from plans.voortgang.following import note
from plans.voortgang.kwartalen import write_bericht
from plans.voortgang.measuring import add_meting

CONTENT = Path(__file__).parent / "content"


def note_progress(plan: Regioplan, *, by: User) -> None:
    """Note of the plan what is in `content`, and fix the report that is in it; `by` coordinates the region."""
    file = CONTENT / f"voortgang-{plan.region.slug}-{plan.edition}.toml"
    if not file.exists():
        return
    wanted = tomllib.loads(file.read_text(encoding="utf-8"))
    for each in wanted.get("mijlpaal", []):
        mijlpaal = Mijlpaal.objects.get(actie__opgave__plan=plan, activity=each.pop("activity"))
        if "expected" in each:
            each["expected"] = _quarter(each["expected"])
        note(mijlpaal, by=by, version=0, **each)
    for each in wanted.get("meting", []):
        doel = Doel.objects.select_related("opgave").get(opgave__plan=plan, title=each.pop("doel"))
        add_meting(doel, by=by, **each | {"value": Decimal(each["value"])})
    for each in wanted.get("bericht", []):
        opgave = plan.opgaven.get(title=each.pop("opgave"))
        write_bericht(opgave, by=by, version=0, **each | {"quarter": _quarter(each["quarter"])})
    if report := wanted.get("rapportage"):
        fix_report(plan.region, by=by, quarter=_quarter(report["quarter"]), after=0, summary=report["summary"])


def _quarter(ago: int) -> date:
    return next_quarter(quarter_of(timezone.localdate()), -ago)
