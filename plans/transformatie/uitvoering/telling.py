"""Who is told of the execution: the coördinerend verzekeraar what waits for it, the parties what was decided and paid."""

from collections.abc import Iterable
from decimal import Decimal

from iza_portal.accounts.models import User
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from iza_portal.page.templatetags.page import euros
from plans.models.transformatie import (
    Betaling,
    Mijlpaalbewijs,
    Mijlpaalwijziging,
    Partijrol,
    Transformatiemijlpaal,
    Transformatieplan,
)
from plans.transformatie.concerned import applicants_of, people_at, reviewers_at
from plans.transformatie.rules import WRITING_FUNCTIONS
from plans.transformatie.uitvoering.reading import wording_of


def tell_delivered(bewijs: Mijlpaalbewijs, plan: Transformatieplan, *, by) -> None:
    """Tell the reviewers of the coördinerend verzekeraar that evidence waits for their decision."""
    mijlpaal = bewijs.mijlpaal
    sentence = f"Er is bewijs bij {_named(mijlpaal)} van “{plan}”. U beslist of de mijlpaal is behaald."
    _tell(reviewers_at([plan.insurer_id]), NoticeKind.TOEGEWEZEN, sentence, mijlpaal, f"bewijs:{bewijs.pk}", by)


def tell_decided(bewijs: Mijlpaalbewijs, plan: Transformatieplan, *, by) -> None:
    """Tell who delivers for the milestone, and all who submit, whether it was reached."""
    mijlpaal = bewijs.mijlpaal
    sentence = f"Over {_named(mijlpaal)} van “{plan}” is beslist: {bewijs.get_outcome_display()}."
    _tell(_parties_of(mijlpaal), NoticeKind.REACTIE, sentence, mijlpaal, f"bewijs:{bewijs.pk}:besluit", by)


def tell_asked(wijziging: Mijlpaalwijziging, plan: Transformatieplan, *, by) -> None:
    """Tell the reviewers of the coördinerend verzekeraar that a request to change a milestone waits for their decision."""
    mijlpaal = wijziging.mijlpaal
    sentence = f"Er is een verzoek om {_named(mijlpaal)} van “{plan}” te wijzigen. U beslist daarover."
    _tell(reviewers_at([plan.insurer_id]), NoticeKind.TOEGEWEZEN, sentence, mijlpaal, f"wijziging:{wijziging.pk}", by)


def tell_change_decided(wijziging: Mijlpaalwijziging, plan: Transformatieplan, *, by) -> None:
    """Tell who delivers for the milestone, and all who submit, whether it changes."""
    mijlpaal, granted = wijziging.mijlpaal, "toegestaan" if wijziging.is_granted else "niet toegestaan"
    sentence = f"Over het verzoek om {_named(mijlpaal)} van “{plan}” te wijzigen is beslist: {granted}."
    _tell(_parties_of(mijlpaal), NoticeKind.REACTIE, sentence, mijlpaal, f"wijziging:{wijziging.pk}:besluit", by)


def tell_paid(betaling: Betaling, plan: Transformatieplan, *, by) -> None:
    """Tell the party of which the amount is that it was paid, or that a payment was set right."""
    party, mijlpaal = betaling.bedrag.partij, betaling.bedrag.mijlpaal
    if party.organisation_id is None or party.part == Partijrol.GERAAKT:
        return
    amount = euros(abs(betaling.amount))
    said = f"een betaling van {amount}" if betaling.amount > 0 else f"een correctie van {amount} min"
    sentence = f"Bij {_named(mijlpaal)} van “{plan}” is {said} vastgelegd voor {party}."
    people = people_at([party.organisation_id], WRITING_FUNCTIONS)
    _tell(people, NoticeKind.REACTIE, sentence, mijlpaal, f"betaling:{betaling.pk}", by)


def tell_ended(plan: Transformatieplan, *, left: Decimal, by) -> None:
    """Tell the applicants and the reviewers of both market leaders that the execution ended, with `left` not paid."""
    freed = f" {euros(left)} is niet betaald en valt vrij." if left > 0 else ""
    sentence = f"De uitvoering van “{plan}” is voorbij: {plan.get_status_display()}.{freed}"
    people = {*applicants_of([plan.pk]), *reviewers_at([pk for pk in plan.leaders if pk])}
    path = f"{plan.get_absolute_url()}uitvoering/"
    for person in sorted(people, key=lambda person: person.pk):
        tell(person, kind=NoticeKind.REACTIE, sentence=sentence, path=path, key=f"uitvoering:{plan.pk}:voorbij", by=by)


def _named(mijlpaal: Transformatiemijlpaal) -> str:
    return f"de mijlpaal “{wording_of(mijlpaal, mijlpaal.wijzigingen.all()).title}”"


def _parties_of(mijlpaal: Transformatiemijlpaal) -> set[User]:
    party, people = mijlpaal.partij, {*applicants_of([mijlpaal.plan_id])}
    if party is not None and party.organisation_id and party.part != Partijrol.GERAAKT:
        people |= {*people_at([party.organisation_id], WRITING_FUNCTIONS)}
    return people


def _tell(people: Iterable[User], kind, sentence: str, mijlpaal: Transformatiemijlpaal, key: str, by) -> None:
    path = f"/transformatieplannen/{mijlpaal.plan_id}/uitvoering/#mijlpaal-{mijlpaal.pk}"
    for person in sorted(people, key=lambda person: person.pk):
        tell(person, kind=kind, sentence=sentence, path=path, key=f"mijlpaal:{key}", by=by)
