"""Who asks, answers and reads questions about what was submitted.

The market leaders ask while they judge, the other insurers in the question round and nothing else. The applicants read and
answer all questions. What one market leader asks is no business of the other until both have judged.
"""

from django.db.models import Exists, F, Q, QuerySet
from django.utils import timezone

from iza_portal.page.templatetags.page import long_date
from plans.models.transformatie import (
    Beoordeling,
    Beoordelingstand,
    Indiening,
    Toewijzing,
    Transformatieplan,
    Vraag,
    Vraagfase,
)
from plans.models.transformatie.plannen import insurers_of
from plans.transformatie import rules
from plans.transformatie.workflow import Planstand

#: In which the market leaders ask.
JUDGING = {Planstand.SNELLE_TOETS, Planstand.BEOORDELING}


def phase_of(plan: Transformatieplan) -> Vraagfase:
    """Answer in which of the two phases a question is asked now."""
    return Vraagfase.VRAGENRONDE if plan.status == Planstand.VOORGENOMEN else Vraagfase.BEOORDELING


def asks_for(user, plan: Transformatieplan, indiening: Indiening) -> int | None:
    """Answer for which insurer, by key, this person asks in the phase that the plan is in, whether the term is over or not.

    One query at the most: who recused themselves from judging does not ask.
    """
    if indiening.closed_at is not None:
        return None
    if plan.status in JUDGING:
        return rules.judges_for(user, indiening)
    if plan.status == Planstand.VOORGENOMEN:
        other = rules.follows_for(user, plan)
        return None if other in {indiening.leader_1_id, indiening.leader_2_id} else other
    return None


def is_of_asker(user, vraag: Vraag) -> bool:
    """Is this person, under the hat that is on, a reviewer of the insurer that asked, who is not recused?"""
    if vraag.phase == Vraagfase.VRAGENRONDE:
        return rules.follows_for(user, vraag.indiening.plan) == vraag.organisation_id
    return rules.judges_for(user, vraag.indiening) == vraag.organisation_id


def may_withdraw(user, vraag: Vraag) -> bool:
    """Take this question back: who is of the insurer that asked it, while it waits for an answer."""
    waits = vraag.indiening.closed_at is None and vraag.answered_at is None and vraag.withdrawn_at is None
    return waits and is_of_asker(user, vraag)


def why_not_asked(plan: Transformatieplan, indiening: Indiening) -> str:
    """Answer why no question can be asked about the submission now, as a sentence, or nothing."""
    if indiening.taken_back_at is not None:
        return "De indieners hebben dit teruggenomen. U kunt er geen vragen meer over stellen."
    if indiening.closed_at is not None:
        return "Over deze indiening is besloten. U kunt er geen vragen meer over stellen."
    if plan.status == Planstand.VOORGENOMEN and timezone.localdate() > indiening.questions_until:
        return f"De vragenronde is voorbij: vragen stellen kon tot en met {long_date(indiening.questions_until)}."
    return ""


def why_not_answered(vraag: Vraag) -> str:
    """Answer why the question takes no answer (any more), as a sentence, or nothing; its submission comes with it."""
    if vraag.withdrawn_at is not None:
        return "De verzekeraar heeft deze vraag ingetrokken."
    if vraag.indiening.taken_back_at is not None:
        return "U hebt het stuk teruggenomen. Een antwoord is niet meer nodig."
    if vraag.indiening.closed_at is not None:
        return "Over deze indiening is besloten. Een antwoord verandert daar niets meer aan."
    return ""


def readable_questions(user, plan: Transformatieplan) -> QuerySet[Vraag]:
    """Answer the questions about all submissions of the plan that this person may read.

    The parties of the plan read all. An insurer reads its own, those of the other market leader once both have judged, and
    those of the question round. Who recused themselves from judging the plan reads nothing of its judging, and who acts for
    both market leaders what either asks once both have judged. Of one that was taken back only its own insurer reads the
    words (`reads_words`).
    """
    found = Vraag.objects.filter(indiening__plan=plan)
    if not rules.may_read_submitted(user, plan):
        return found.none()
    if rules.of_party(user, plan):
        return found
    return found.filter(_read_by_insurer(user, plan), indiening__in=Indiening.objects.readable_to(user))


def reads_words(user, vraag: Vraag) -> bool:
    """Does this person read what is asked? Of a question that was taken back, only who is of the insurer that asked it."""
    return vraag.withdrawn_at is None or vraag.organisation_id in insurers_of(user)


def _read_by_insurer(user, plan: Transformatieplan) -> Q:
    insurers = insurers_of(user)
    own, stands = Q(organisation__in=insurers), Q(withdrawn_at=None)
    of_first, of_second = Q(indiening__leader_1__in=insurers), Q(indiening__leader_2__in=insurers)
    recused = Toewijzing.objects.filter(indiening__plan=plan, person=user, recused_at__isnull=False)
    in_round = Q(phase=Vraagfase.VRAGENRONDE) & (own | stands)
    of_judging = (own & ~(of_first & of_second)) | (
        stands & (of_first | of_second) & Q(indiening__in=_judged_by_both())
    )
    return in_round | (Q(phase=Vraagfase.BEOORDELING) & of_judging & ~Q(Exists(recused)))


def _judged_by_both() -> QuerySet:
    """Answer the submissions that both market leaders judged, by key (`beoordeling.reading.both_submitted`)."""
    submitted = Beoordeling.objects.filter(status=Beoordelingstand.INGEDIEND)
    first = submitted.filter(organisation=F("indiening__leader_1"))
    second = submitted.filter(organisation=F("indiening__leader_2"))
    return first.filter(indiening__in=second.values("indiening")).values("indiening")
