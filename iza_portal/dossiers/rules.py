"""Who may see and make a dossier, as predicates. `DossierQuerySet.visible_to` is `may_see` as a filter."""

import plans.rules
import plans.transformatie.rules
import regions.regiobeelden.rules
from iza_portal.dossiers.kinds import region_of
from plans.models import Regioplan, Status
from plans.models.transformatie import Transformatieplan
from regions.models import PUBLIC, Regiobeeld, Region
from regions.roles import acting_roles_in, roles_in


def may_see(user, dossier) -> bool:
    """Whoever may see the work on all that is in it; others only where it was public when the dossier was made, and is.

    Of a transformatieplan: its parties, and who may read the submission that it shows.
    """
    if dossier.transformatieplan_id:
        about, indiening = dossier.transformatieplan, dossier.indiening
        return plans.transformatie.rules.of_party(user, about) or (
            indiening is not None and plans.transformatie.rules.may_read_indiening(user, about, indiening)
        )
    plan, regiobeeld = dossier.plan, dossier.regiobeeld
    return (
        plan is None
        or plan.status == dossier.plan_status == Status.GEPUBLICEERD
        or plans.rules.may_see_work(user, plan)
    ) and (
        regiobeeld is None
        or {regiobeeld.status, dossier.regiobeeld_status} <= set(PUBLIC)
        or regions.regiobeelden.rules.may_see_work(user, regiobeeld)
    )


def may_see_all_of(user, owner) -> bool:
    """See every dossier of a plan or of a regiobeeld: whoever may see the work on it.

    Of a region whoever is something there: a dossier of it holds its own papers alone.
    """
    if isinstance(owner, Regioplan):
        return plans.rules.may_see_work(user, owner)
    if isinstance(owner, Transformatieplan):
        return plans.transformatie.rules.of_party(user, owner)
    if isinstance(owner, Region):
        return bool(roles_in(user, owner.pk))
    return isinstance(owner, Regiobeeld) and regions.regiobeelden.rules.may_see_work(user, owner)


def may_see_work(user, dossier) -> bool:
    """See who asked for it: whoever may see the work on all that is in it.

    Of a transformatieplan only who asked: who reads along for an insurer is no business of the others.
    """
    if dossier.transformatieplan_id:
        return user.pk == dossier.requested_by_id
    plan, regiobeeld = dossier.plan, dossier.regiobeeld
    return (plan is None or plans.rules.may_see_work(user, plan)) and (
        regiobeeld is None or regions.regiobeelden.rules.may_see_work(user, regiobeeld)
    )


def may_make(user, region_id: int) -> bool:
    """Have a dossier made of a region, its regioplan or its regiobeeld: whoever acts for one that takes part in it."""
    return bool(acting_roles_in(user, region_id))


def may_make_of(user, owner) -> bool:
    """Have a dossier made of what it belongs to: as `may_make`; of a transformatieplan as its own rule says."""
    if isinstance(owner, Transformatieplan):
        return plans.transformatie.rules.may_take_along(user, owner)
    return may_make(user, region_of(owner).pk)
