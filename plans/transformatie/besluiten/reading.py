"""Which letters a person may read."""

from django.db.models import QuerySet

from plans.models.transformatie import Besluitstand, Besluitstap, Planbesluit, Transformatieplan
from plans.transformatie import rules


def letters_for(user, plan: Transformatieplan) -> QuerySet[Planbesluit]:
    """Answer the decisions that were sent and that this person may read, the newest first.

    The parties and the two market leaders read all of them. Other insurers read what is shared with them: the preliminary
    and the final decisions. Who keeps the pot reads none.
    """
    sent = Planbesluit.objects.filter(indiening__plan=plan, status=Besluitstand.VERZONDEN)
    sent = sent.select_related("indiening").defer("indiening__content", "indiening__differences").order_by("-sent_at")
    if rules.of_party(user, plan) or rules.of_leader(user, plan):
        return sent
    if rules.may_read_submitted(user, plan):
        return sent.exclude(step=Besluitstap.SNELLE_TOETS)
    return sent.none()
