"""The opgaven of a plan at a glance: what each has and what it lacks, counted and not read."""

from dataclasses import dataclass

from django.utils.text import capfirst

from iza_portal.accounts.models import Organisation
from iza_portal.rows import Columns, many
from plans.models import Opgave, Regioplan
from plans.opgaven.gaps import Gaps, count_gaps

_OPGAVE = Columns(Opgave, "opgave")
_OVERVIEW = f"""
    SELECT {_OPGAVE.sql},
        (SELECT count(*) FROM plans_doel doel WHERE doel.opgave_id = opgave.id),
        (SELECT count(*) FROM plans_actie actie WHERE actie.opgave_id = opgave.id),
        ARRAY(
            SELECT ARRAY[organisation.kind, organisation.name]
            FROM plans_partij partij JOIN accounts_organisation organisation ON organisation.id = partij.organisation_id
            WHERE partij.opgave_id = opgave.id AND partij.part = 'trekker' ORDER BY partij.id
        )
    FROM plans_opgave opgave WHERE opgave.plan_id = %s AND opgave.position IS NOT NULL ORDER BY opgave.position
"""  # noqa: S608 (the names of columns)


@dataclass(frozen=True)
class Glance:
    """One opgave with how many goals and actions it has, who leads it, and what it lacks."""

    opgave: Opgave
    doelen: int
    acties: int
    trekkers: list[str]
    gaps: Gaps

    @property
    def words(self) -> str:
        """Say on which scale it is, what it has and who leads it: «Regionaal (BAR) · 2 doelen · 1 actie · trekker: …»."""
        scale, subregion = self.opgave.get_scale_display(), self.opgave.subregion
        told = [f"{scale} ({subregion})" if subregion else scale] if self.opgave.scale else []
        told.append("1 doel" if self.doelen == 1 else f"{self.doelen} doelen")
        told.append("1 actie" if self.acties == 1 else f"{self.acties} acties")
        return capfirst(" · ".join([*told, *(f"trekker: {trekker}" for trekker in self.trekkers)]))


def overview_of(plan: Regioplan) -> list[Glance]:
    """Answer the opgaven that are in the plan, in their order, each at a glance; three queries. Each knows its plan."""
    rows = [(_OPGAVE.made(row[: _OPGAVE.count]), *row[_OPGAVE.count :]) for row in many(_OVERVIEW, plan.pk)]
    gaps = count_gaps([opgave.pk for opgave, *_ in rows], plan.noun)
    told = []
    for opgave, doelen, acties, leading in rows:
        opgave.plan = plan
        trekkers = [str(Organisation(kind=kind, name=name)) for kind, name in leading]
        told.append(Glance(opgave, doelen, acties, trekkers, gaps[opgave.pk]))
    return told
