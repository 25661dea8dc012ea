"""Where each submission stands for the insurer whose hat is on, told in SQL so that lists filter and count by it.

Nothing in it says anything of the other market leader before both judgments are submitted: what the other one did is looked
at in one case only, after it was asked whether the own judgment is in.

It is written out: for Django it would take longer to write than for PostgreSQL to answer.
"""

from datetime import date

from django.db import models
from django.db.models import BigIntegerField, CharField, Q, QuerySet
from django.db.models.expressions import RawSQL

from plans.models.transformatie import Indiening
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


# Of what this person stands aside: `rules.signs_for`, but for the hat.
_STANDS_ASIDE = """(
    plans_indiening.plan_id IN (
        SELECT recused_from.plan_id FROM plans_toewijzing recusal
        JOIN plans_indiening recused_from ON recused_from.id = recusal.indiening_id
        WHERE recusal.person_id = %s AND recusal.recused_at IS NOT NULL
    )
    OR plans_indiening.plan_id IN (SELECT plan_id FROM plans_transformatiepartij WHERE organisation_id = ANY (%s::bigint[]))
    OR (plans_indiening.leader_1_id = ANY (%s::bigint[]) AND plans_indiening.leader_2_id = ANY (%s::bigint[]))
)"""

_STAND = f"""(
    SELECT CASE
        WHEN {_STANDS_ASIDE} THEN 'afzijdig'
        WHEN own.id IS NULL THEN 'vragen'
        WHEN own.status = 'ter_ondertekening' THEN 'tekenen'
        WHEN own.status <> 'ingediend' AND hand.id IS NULL THEN 'niemand'
        WHEN own.status <> 'ingediend' THEN 'bezig'
        WHEN other.status <> 'ingediend' THEN 'ingediend'
        WHEN besluit.status = 'bevestigd' THEN 'verzenden'
        WHEN besluit.proposed_for_id = own.organisation_id THEN 'voorgesteld'
        WHEN besluit.id IS NOT NULL THEN 'bevestigen'
        WHEN plan.status = 'voorgenomen' AND plans_indiening.questions_until >= %s THEN 'vragenronde'
        WHEN plan.status = 'voorgenomen' THEN 'voorstellen'
        WHEN own.advice <> other.advice OR (
            SELECT found.criterion_id FROM plans_oordeel found WHERE found.beoordeling_id IN (own.id, other.id)
            GROUP BY found.criterion_id HAVING count(*) < 2 OR min(found.outcome) <> max(found.outcome) LIMIT 1
        ) IS NOT NULL THEN 'bespreken'
        ELSE 'voorstellen'
    END
    FROM plans_transformatieplan plan
    LEFT JOIN plans_beoordeling own ON own.indiening_id = plans_indiening.id AND own.organisation_id = %s
    LEFT JOIN plans_beoordeling other ON other.indiening_id = own.indiening_id AND other.id <> own.id
    LEFT JOIN plans_toewijzing hand ON hand.indiening_id = own.indiening_id
        AND hand.organisation_id = own.organisation_id AND hand.ended_at IS NULL AND hand.recused_at IS NULL
    LEFT JOIN plans_planbesluit besluit ON besluit.indiening_id = own.indiening_id
        AND besluit.status IN ('voorstel', 'bevestigd')
    WHERE plan.id = plans_indiening.plan_id
)"""  # noqa: S608 (nothing of a person is in it)

_REVIEWER = f"""(
    SELECT hand.person_id FROM plans_toewijzing hand
    WHERE hand.indiening_id = plans_indiening.id AND hand.organisation_id = %s
        AND hand.ended_at IS NULL AND hand.recused_at IS NULL AND NOT {_STANDS_ASIDE}
)"""  # noqa: S608 (nothing of a person is in it)


def standing_for(user, today: date) -> QuerySet[Indiening]:
    """Answer the submissions that are on the workbench of this person, each with its `stand`, and `reviewer`: who has it.

    Those that the insurer of their hat judges, and those of which the question round runs on `today` for it. Of what they
    recused themselves from, or have an interest in, they see that it is there and nothing of the judging.
    """
    own = user.hat.pk
    organisations = sorted({membership.organisation_id for membership in user.active_memberships})
    aside = (user.pk, organisations, organisations, organisations)
    asks = Q(plan__status=Planstand.VOORGENOMEN, questions_until__gte=today)
    return (
        Indiening.objects.filter(closed_at=None)
        .filter(Q(leader_1=own) | Q(leader_2=own) | asks)
        .annotate(
            stand=RawSQL(_STAND, (*aside, today, own), CharField()),  # noqa: S611 (values stand apart)
            reviewer=RawSQL(_REVIEWER, (own, *aside), BigIntegerField()),  # noqa: S611 (values stand apart)
        )
    )
