"""What the fields of a transformatieplan say, in words: for pages, the history, and who saves what changed meanwhile."""

from plans.models.transformatie import Impact, Relatie, Transformatieplan
from plans.opgaven.wording import in_dutch

FIELDS = (
    "title",
    "scale",
    "theme",
    "impacts",
    "relations",
    "regioplan",
    "requested",
    "starts_on",
    "ends_on",
    "has_contacted_insurer",
)


def facts_of(plan: Transformatieplan) -> dict[str, str]:
    """Answer what is asked of the plan as a whole, by the labels of its fields."""
    facts = {str(plan._meta.get_field(name).verbose_name): _said(plan, name) for name in FIELDS}
    facts["regio’s die het raakt"] = ", ".join(str(region) for region in plan.regions.all())
    return facts


def impacts_of(plan: Transformatieplan) -> list[str]:
    """Answer on what the plan has a substantial impact, in words."""
    return [Impact(each).label for each in plan.impacts]


def relations_of(plan: Transformatieplan) -> list[str]:
    """Answer with what the plan is in line, in words."""
    return [Relatie(each).label for each in plan.relations]


def _said(plan: Transformatieplan, name: str) -> str:
    value = getattr(plan, name)
    if name == "impacts":
        return ", ".join(impacts_of(plan))
    if name == "relations":
        return ", ".join(relations_of(plan))
    if name == "scale":
        return plan.get_scale_display()
    if name == "has_contacted_insurer":
        return "ja" if value else "nee"
    return "" if value is None else in_dutch(value)
