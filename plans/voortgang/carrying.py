"""Taking along what was noted of the milestones of a plan into the version that follows it."""

from django.db.models import Q

from plans.models import Mijlpaal, MijlpaalStand, Regioplan, Stand

_SAID = ("status", "done_on", "expected", "note", "evidence_url", "paper_id", "by_id", "at")


def carry_over(plan: Regioplan) -> None:
    """Let the milestones of `plan` stand where the same ones stand in the version that it builds on.

    For the step from which the plan is followed, inside its transaction. What was noted last counts. A milestone that got
    another quarter begins anew, unless it is done or dropped: the new quarter is what was agreed.
    """
    if plan.based_on_id is None:
        return
    earlier = Stand.objects.filter(mijlpaal__actie__opgave__plan=plan.based_on_id).select_related("mijlpaal__actie")
    known = {_key(stand.mijlpaal): stand for stand in earlier}
    mijlpalen = Mijlpaal.objects.filter(actie__opgave__plan=plan, actie__opgave__position__isnull=False)
    stands = []
    for mijlpaal in mijlpalen.select_related("actie", "stand"):
        said, own = known.get(_key(mijlpaal)), getattr(mijlpaal, "stand", None)
        if said is None or (own and own.at >= said.at):
            continue
        if said.status == MijlpaalStand.OPEN and said.mijlpaal.quarter != mijlpaal.quarter:
            continue
        stand = own or Stand(mijlpaal=mijlpaal, version=0)
        for name in _SAID:
            setattr(stand, name, getattr(said, name))
        stand.version += 1
        stands.append(stand)
    Stand.objects.bulk_create([stand for stand in stands if stand.pk is None])
    Stand.objects.bulk_update([stand for stand in stands if stand.pk], [*_SAID, "version"])


def _key(mijlpaal: Mijlpaal) -> tuple:
    return mijlpaal.actie.key, mijlpaal.key


def shows_paper(plan: Regioplan) -> Q:
    """Make the filter of papers that may be read with the plan: its own, and those that its milestones brought along."""
    shown = Stand.objects.filter(mijlpaal__actie__opgave__plan=plan, paper__isnull=False)
    return Q(plan=plan) | Q(pk__in=shown.values("paper"))
