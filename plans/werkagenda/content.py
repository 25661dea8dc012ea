"""What a werkagenda adds to the content of a plan: its aanpakken in the format with their inzet, and what it leaves out."""

from plans.models import Opgave, PlanKind, Regioplan
from plans.werkagenda import template
from plans.werkagenda.inzet import YEARS, Line, lines_of_each


def left_out_of(plan: Regioplan) -> dict:
    """Answer the mandatory aanpakken that are not in the werkagenda, with the reason; nothing of a regioplan."""
    if plan.kind != PlanKind.WERKAGENDA:
        return {}
    gone = plan.opgaven.filter(position=None, is_mandatory=True).exclude(aanpak="").order_by("aanpak")
    return {"left_out": [{"code": each.aanpak, "title": each.title, "motive": each.waiver} for each in gone]}


def aanpak_data(plan: Regioplan, opgaven: list[Opgave]) -> dict[int, dict]:
    """Answer of each of these opgaven, by its key, what it is in the format and its inzet; nothing of a regioplan."""
    if plan.kind != PlanKind.WERKAGENDA:
        return {}
    lines = lines_of_each(opgaven)
    names = template.leefgebieden()
    return {
        opgave.pk: {
            "aanpak": opgave.aanpak,
            "leefgebied": names.get(opgave.aanpak[0], ""),
            "is_mandatory": opgave.is_mandatory,
            "years": list(YEARS),
            "inzet": [_line(line) for line in lines[opgave.pk] if line.inzet],
        }
        for opgave in opgaven
        if opgave.aanpak
    }


def _line(line: Line) -> dict:
    return {
        "what": line.what,
        "bounds": line.bounds,
        "values": [[year, value] for year, value in line.values],
        "deviates": line.deviates,
        "motive": line.inzet.motive,
    }
