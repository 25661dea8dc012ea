"""Who took part in making a regiobeeld and how, and which groups did not, and why."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from iza_portal.accounts.models import Kind, Organisation
from iza_portal.names import DutchOrder
from iza_portal.trail.recording import record
from regions.models import InvolvedGroup, Involvement, Reaction, Regiobeeld
from regions.participation import organisations_of
from regions.regiobeelden import rules
from regions.verbs import EnrichmentVerb

#: Which group an organisation belongs to that reacted in a cycle. Of a provider its kind does not tell more than this.
GROUP_OF_KIND = {
    Kind.GEMEENTE: InvolvedGroup.GEMEENTEN,
    Kind.ZORGVERZEKERAAR: InvolvedGroup.ZORGVERZEKERAARS,
    Kind.ZORGKANTOOR: InvolvedGroup.ZORGVERZEKERAARS,
    Kind.GGD: InvolvedGroup.GGD,
    Kind.BURGERS: InvolvedGroup.INWONERS,
    Kind.ZORGAANBIEDER: InvolvedGroup.AANBIEDERS,
}


@dataclass
class GroupInvolved:
    """What is known of one group: who took part by what was said, who reacted in cycles, or that nobody took part.

    `reacted` has names of organisations with the numbers of the cycles. Where all three are empty nothing was said yet.
    """

    group: InvolvedGroup
    rows: list[Involvement] = field(default_factory=list)
    reacted: dict[str, list[int]] = field(default_factory=dict)
    absence: Involvement | None = None

    @property
    def label(self) -> str:
        return self.group.label

    @property
    def is_involved(self) -> bool:
        return bool(self.rows or self.reacted)

    @property
    def names(self) -> list[str]:
        """Who took part, each once."""
        return list(dict.fromkeys([row.name or str(row.organisation) for row in self.rows] + list(self.reacted)))

    @property
    def parties(self) -> list[dict]:
        """Who took part, with how: what was said, and in which cycles they reacted, for an organisation together."""
        reacted = {name: f"Reageerde in cyclus {in_words(numbers)}." for name, numbers in self.reacted.items()}
        said = []
        for row in self.rows:
            name = row.name or str(row.organisation)
            how = [row.how, reacted.pop(name, "") if row.organisation else ""]
            said.append({"name": name, "how": " ".join(filter(None, how)), "pk": row.pk})
        return said + [{"name": name, "how": how, "pk": None} for name, how in reacted.items()]

    def as_data(self) -> dict:
        """Answer what is known as plain data that can be kept as JSON."""
        return {
            "group": self.group.value,
            "label": self.label,
            "parties": [{"name": party["name"], "how": party["how"]} for party in self.parties],
            "absence": self.absence.how if self.absence else "",
        }


def in_words(items) -> str:
    """Write some things as people say them: «a, b en c»; of many the first three and how many there are more."""
    names = [str(item) for item in items]
    if len(names) > 4:
        return f"{', '.join(names[:3])} en {len(names) - 3} andere"
    return " en ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


class Reacted(NamedTuple):
    """An organisation that reacted in a cycle."""

    kind: str
    name: str
    number: int
    is_closed: bool


def reacted_in(regiobeeld) -> list[Reacted]:
    """Answer which organisations reacted in which cycles of the regiobeeld, by name."""
    rows = (
        Reaction.objects.filter(cycle__regiobeeld=regiobeeld)
        .order_by(DutchOrder("organisation__name"), "organisation", "cycle__number")
        .values_list("organisation__kind", "organisation__name", "cycle__number", "cycle__closed_at", "organisation")
        .distinct()
    )
    return [Reacted(kind, name, number, closed_at is not None) for kind, name, number, closed_at, _ in rows]


def groups_of(regiobeeld, reacted: list[Reacted] | None = None) -> list[GroupInvolved]:
    """Answer every group in its fixed order with what is known of it; two queries, one where `reacted` is given."""
    groups = {group: GroupInvolved(group) for group in InvolvedGroup}
    for row in regiobeeld.involvements.select_related("organisation"):
        if row.took_part:
            groups[row.group].rows.append(row)
        else:
            groups[row.group].absence = row
    for row in reacted_in(regiobeeld) if reacted is None else reacted:
        if group := GROUP_OF_KIND.get(row.kind):
            party = str(Organisation(kind=row.kind, name=row.name))
            groups[group].reacted.setdefault(party, []).append(row.number)
    return list(groups.values())


def _locked(regiobeeld, by) -> Regiobeeld:
    regiobeeld = Regiobeeld.objects.select_for_update(no_key=True).get(pk=regiobeeld.pk)
    if not rules.may_arrange(by, regiobeeld):
        raise PermissionDenied
    return regiobeeld


@transaction.atomic
def say_involved(regiobeeld, *, by, group: str, how: str, organisation=None, name: str = "") -> Involvement:
    """Say that an organisation of the region, or somebody by name, took part, and how.

    That the group did not take part, where that was said, is no longer so. Raises `PermissionDenied` or a `ValidationError`.
    """
    regiobeeld = _locked(regiobeeld, by)
    group, name, how = InvolvedGroup(group), " ".join(name.split()), how.strip()
    if bool(organisation) == bool(name):
        raise ValidationError({"name": "Kies een organisatie, of schrijf zelf op wie het was."})
    if organisation and not organisations_of(regiobeeld.region_id).filter(pk=organisation.pk).exists():
        raise ValidationError({"organisation": "Deze organisatie doet niet mee in deze regio."})
    if not how:
        raise ValidationError({"how": "Schrijf op hoe deze partij meedeed."})
    regiobeeld.involvements.filter(group=group, took_part=False).delete()
    row = Involvement(regiobeeld=regiobeeld, group=group, organisation=organisation, name=name, how=how)
    row.full_clean(exclude=["regiobeeld"])
    row.save()
    record(EnrichmentVerb.INVOLVED, regiobeeld, by=by, detail=_said(row), part_id=row.pk)
    return row


@transaction.atomic
def say_not_involved(regiobeeld, *, by, group: str, why: str) -> Involvement:
    """Say that nobody of a group took part, and why; a second time changes the reason.

    Raises `PermissionDenied`, or a `ValidationError` where somebody of the group did take part.
    """
    regiobeeld = _locked(regiobeeld, by)
    group, why = InvolvedGroup(group), why.strip()
    if not why:
        raise ValidationError({"why": "Schrijf op waarom deze groep niet meedeed."})
    known = next(each for each in groups_of(regiobeeld) if each.group == group)
    if known.rows:
        raise ValidationError({"group": "Er staat al wie van deze groep meedeed. Haal dat eerst weg."})
    if known.reacted:
        raise ValidationError({"group": f"{next(iter(known.reacted))} reageerde in een cyclus, en deed dus mee."})
    row, _ = Involvement.objects.update_or_create(
        regiobeeld=regiobeeld, group=group, took_part=False, defaults={"how": why}
    )
    record(EnrichmentVerb.NOT_INVOLVED, regiobeeld, by=by, detail=group.label, part_id=row.pk, after={"waarom": why})
    return row


@transaction.atomic
def take_back(involvement, *, by) -> None:
    """Take away what was said of who took part, or that a group did not. Where it is gone already nothing happens."""
    regiobeeld = _locked(involvement.regiobeeld, by)
    row = regiobeeld.involvements.select_related("organisation").filter(pk=involvement.pk).first()
    if row is None:
        return
    record(EnrichmentVerb.INVOLVEMENT_REMOVED, regiobeeld, by=by, detail=_said(row), part_id=row.pk)
    row.delete()


def _said(row: Involvement) -> str:
    """The row as the trail keeps it: by its group and organisation. What was typed may be about a person."""
    return f"{row.get_group_display()}, {row.organisation}" if row.organisation else row.get_group_display()
