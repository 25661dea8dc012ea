"""Where each submission stands for the insurer whose hat is on, told in SQL so that lists filter and count by it.

Nothing in it says anything of the other market leader before both judgments are submitted: each case that looks at the
other's asks first whether the own one is in.
"""

from datetime import date

from django.db import models
from django.db.models import Case, CharField, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value, When

from plans.models.transformatie import (
    Beoordeling,
    Beoordelingstand,
    Besluitstand,
    Indiening,
    Oordeel,
    Toewijzing,
    Transformatiepartij,
)
from plans.transformatie.workflow import Planstand


class Stand(models.TextChoices):
    """What an insurer has to do with a submission, or waits for."""

    NIEMAND = "niemand", "niemand toegewezen"
    BEZIG = "bezig", "wordt opgesteld"
    TEKENEN = "tekenen", "wacht op de tweede handtekening"
    INGEDIEND = "ingediend", "ingediend"
    BESPREKEN = "bespreken", "verschillen bespreken"
    VOORSTELLEN = "voorstellen", "besluit voorstellen"
    VOORGESTELD = "voorgesteld", "wacht op de andere marktleider"
    BEVESTIGEN = "bevestigen", "besluit bevestigen"
    VERZENDEN = "verzenden", "besluit verzenden"
    VRAGENRONDE = "vragenronde", "vragenronde"
    VRAGEN = "vragen", "u kunt vragen stellen"
    AFZIJDIG = "afzijdig", "u beoordeelt dit niet"


#: In which something waits for the two market leaders together.
TOGETHER = (Stand.BESPREKEN, Stand.VOORSTELLEN, Stand.VOORGESTELD, Stand.BEVESTIGEN, Stand.VERZENDEN)
#: In which the own judgment is still to be made.
OPEN = (Stand.NIEMAND, Stand.BEZIG, Stand.TEKENEN)


def standing_for(user, today: date) -> QuerySet[Indiening]:
    """Answer the submissions that are on the workbench of this person, each with its `stand`, and `reviewer`: who has it.

    Those that the insurer of their hat judges, and those of which the question round runs on `today` for it. Of what they
    recused themselves from, or have an interest in, they see that it is there and nothing of the judging.
    """
    own = user.hat.pk
    asks = Q(plan__status=Planstand.VOORGENOMEN, questions_until__gte=today)
    return (
        Indiening.objects.filter(closed_at=None)
        .filter(Q(leader_1=own) | Q(leader_2=own) | asks)
        .alias(
            own=FilteredRelation("beoordelingen", condition=Q(beoordelingen__organisation=own)),
            besluit=FilteredRelation(
                "besluiten", condition=Q(besluiten__status__in=[Besluitstand.VOORSTEL, Besluitstand.BEVESTIGD])
            ),
            hand=FilteredRelation(
                "toewijzingen",
                condition=Q(toewijzingen__organisation=own, toewijzingen__ended_at=None, toewijzingen__recused_at=None),
            ),
        )
        .annotate(
            stand=_stand(user, own, today),
            reviewer=Case(When(_stands_aside(user), then=None), default=F("hand__person")),
        )
    )


def _stand(user, own: int, today: date) -> Case:
    is_in = Q(own__status=Beoordelingstand.INGEDIEND)
    other_is_open = Exists(
        Beoordeling.objects.filter(indiening=OuterRef("pk"))
        .exclude(organisation=own)
        .exclude(status=Beoordelingstand.INGEDIEND)
    )
    cases = [
        (_stands_aside(user), Stand.AFZIJDIG),
        (Q(own__pk=None), Stand.VRAGEN),
        (Q(own__status=Beoordelingstand.TER_ONDERTEKENING), Stand.TEKENEN),
        (~is_in & Q(hand__pk=None), Stand.NIEMAND),
        (~is_in, Stand.BEZIG),
        (is_in & Q(other_is_open), Stand.INGEDIEND),
        # From here on both are in.
        (Q(besluit__status=Besluitstand.BEVESTIGD), Stand.VERZENDEN),
        (Q(besluit__status=Besluitstand.VOORSTEL, besluit__proposed_for=own), Stand.VOORGESTELD),
        (Q(besluit__status=Besluitstand.VOORSTEL), Stand.BEVESTIGEN),
        (Q(plan__status=Planstand.VOORGENOMEN, questions_until__gte=today), Stand.VRAGENRONDE),
        (Q(plan__status=Planstand.VOORGENOMEN), Stand.VOORSTELLEN),
        (Q(_differs(own)), Stand.BESPREKEN),
    ]
    return Case(
        *(When(condition, then=Value(stand.value)) for condition, stand in cases),
        default=Value(Stand.VOORSTELLEN.value),
        output_field=CharField(),
    )


def _stands_aside(user) -> Q:
    """Make the condition that this person takes no part in judging the plan: `rules.signs_for`, but for the hat."""
    organisations = {membership.organisation_id for membership in user.active_memberships}
    recused = Toewijzing.objects.filter(person=user, recused_at__isnull=False)
    parties = Transformatiepartij.objects.filter(organisation__in=organisations)
    return (
        Q(plan__in=recused.values("indiening__plan"))
        | Q(plan__in=parties.values("plan"))
        | Q(leader_1__in=organisations, leader_2__in=organisations)
    )


def _differs(own: int) -> Exists:
    """Make the condition that the two judgments, both in, differ: in the advice, or as `comparing.Compared.differs`."""
    others = Beoordeling.objects.filter(indiening=OuterRef("pk")).exclude(organisation=own)
    # Of each criterion there are two outcomes that are the same, or else they differ; one alone differs as well.
    same = Oordeel.objects.filter(
        ~Q(beoordeling=OuterRef("beoordeling")),
        beoordeling__indiening=OuterRef("beoordeling__indiening"),
        criterion=OuterRef("criterion"),
        outcome=OuterRef("outcome"),
    )
    outcomes = Oordeel.objects.filter(beoordeling__indiening=OuterRef("pk"))
    return Exists(others.exclude(advice=OuterRef("own__advice"))) | Exists(outcomes.filter(~Exists(same)))
