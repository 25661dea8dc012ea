"""What stands in the form of a raadsinformatiebrief before anybody typed: sentences that the plan itself bears out.

Nothing in them is a gap to fill in: what the plan does not say, they leave out.
"""

import re

from django.conf import settings
from django.utils import timezone

from iza_portal.page.templatetags.page import euro, long_date
from iza_portal.quarters import in_words, last_day
from plans.models import AGREED, Aard, BesluitStatus, Orgaan, PlanKind, Regioplan, Status
from plans.publicatie.reading import public_url
from plans.raadsbrief.facts import Facts
from plans.raadsbrief.purpose import Purpose
from plans.vaststelling.standing import agreed_on

#: More milestones than this are told by the table alone.
MILESTONES_TOLD = 5
LONGEST_TOLD = 300


def prefilled(facts: Facts) -> dict:
    """Answer the first content of each field of the form."""
    council = _of(facts, Orgaan.RAAD)
    return {
        "purpose": Purpose.BESLUIT if council else Purpose.INFORMATIE,
        "subject": facts.plan.title,
        "day": timezone.localdate(),
        "core": "\n\n".join(filter(None, [_standing(facts), _our_part(facts)])),
        "reason": _reason(facts),
        "opgaven": [str(opgave.key) for opgave in facts.opgaven],
        "opgaven_words": _opgaven(facts),
        "money": _money(facts),
        "with_money": bool(facts.dekkingen()),
        "ask": _ask(facts, council),
        "next_steps": _next_steps(facts),
        "attachments": _attachments(facts),
        "signed": f"Burgemeester en wethouders van {facts.municipality.name}",
    }


def named(plan: Regioplan) -> str:
    """Answer how a sentence calls the plan: «het regioplan “…”»."""
    return f"het {plan.get_kind_display()} “{plan.title}”" if plan.kind == PlanKind.REGIOPLAN else f"“{plan.title}”"


def _of(facts: Facts, orgaan: str):
    return next((besluit for besluit in facts.besluiten if besluit.orgaan == orgaan), None)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _standing(facts: Facts) -> str:
    plan, region = facts.plan, facts.plan.region.name
    if plan.status == Status.CONCEPT:
        return f"De regio {region} schrijft {named(plan)}. Het is nu een concept."
    if plan.status == Status.TER_CONSULTATIE:
        return f"{_capital(named(plan))} van de regio {region} ligt nu als concept voor aan de deelnemers."
    words = f"De regiotafel van {region} ging{_on_day_of_agreement(facts)} akkoord met {named(plan)}."
    if facts.standing.required:
        words += f" De stand nu: {facts.standing.words}."
    return f"{words} {_own_decision(facts)}".strip()


def _on_day_of_agreement(facts: Facts) -> str:
    """Answer « op» the day on which the tafel agreed; nothing of a plan that was only kept after it was decided on."""
    if facts.versie is None:
        return ""
    decided = (facts.plan.adopted_on, facts.standing.last_day, *(besluit.decided_on for besluit in facts.besluiten))
    day = agreed_on(facts.versie, [*decided, facts.plan.published_at])
    return f" op {long_date(day)}" if day else ""


def _own_decision(facts: Facts) -> str:
    besluit = _of(facts, Orgaan.COLLEGE)
    if besluit is None:
        return ""
    if besluit.status == BesluitStatus.NIET_VASTGESTELD:
        return (
            f"Ons college heeft het plan op {long_date(besluit.decided_on)} niet vastgesteld. Reden: {besluit.remark}"
        )
    if besluit.status in AGREED:
        number = f" (besluit {besluit.number})" if besluit.number else ""
        words = f"Ons college heeft het plan op {long_date(besluit.decided_on)} vastgesteld{number}."
        return f"{words} Het college merkte daarbij op: {besluit.remark}" if besluit.remark else words
    return "Ons college besluit nog over het plan."


def _our_part(facts: Facts) -> str:
    count = len(facts.opgaven)
    if not count:
        return ""
    words = f"Het plan heeft {_counted(count, facts.plan.noun, facts.plan.nouns)}."
    shares = []
    for part, of in (("trekker", "van"), ("betrokken", "bij"), ("financier", "van")):
        own = sum(part in facts.parts_in(opgave) for opgave in facts.opgaven)
        if own:
            shares.append(f"{part} {of} {own}")
    if shares:
        said = shares[0] if len(shares) == 1 else f"{', '.join(shares[:-1])} en {shares[-1]}"
        return f"{words} Onze gemeente is {said}."
    return f"{words} Onze gemeente heeft daarin geen aandeel als trekker, betrokkene of financier."


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _reason(facts: Facts) -> str:
    plan = facts.plan
    words = []
    if plan.kind == PlanKind.REGIOPLAN:
        words.append(
            "In het Integraal Zorgakkoord (IZA) is afgesproken dat elke regio een regioplan maakt. Daarin staat welke "
            "opgaven voorrang krijgen, welke partijen eraan werken, op welke schaal, en hoe de voortgang zichtbaar wordt."
        )
    words.append(f"De gemeente {facts.municipality.name} doet mee in de regio {plan.region.name}.")
    if plan.aard != Aard.EERSTE and plan.based_on:
        words.append(
            f"Dit is een {plan.get_aard_display()} van “{plan.based_on.title}” (editie {plan.based_on.edition})."
        )
    return " ".join(words)


def _opgaven(facts: Facts) -> str:
    if not facts.opgaven:
        return f"In het plan staan nog geen {facts.plan.nouns}."
    lines = [f"- {opgave.title}. {_first_sentence(opgave.summary)}".strip() for opgave in facts.opgaven]
    return f"Dit zijn de {facts.plan.nouns} van het plan:\n" + "\n".join(lines)


def _first_sentence(text: str) -> str:
    """Answer how a text begins, on one line; nothing where its first sentence is too long to tell."""
    first = re.split(r"(?<=[.!?])\s", " ".join(text.split()), maxsplit=1)[0]
    return first if len(first) <= LONGEST_TOLD else ""


def _money(facts: Facts) -> str:
    dekkingen = facts.dekkingen()
    if not dekkingen:
        return f"In het plan staat nog geen geld bij de {facts.plan.nouns}."
    years = sorted({dekking.year for dekking in dekkingen})
    when = f"{years[0]} tot en met {years[-1]}" if len(years) > 1 else f"{years[0]}"
    total = euro(sum(dekking.amount for dekking in dekkingen) * 100)
    own = sum(dekking.amount for dekking in dekkingen if dekking.organisation_id == facts.municipality.pk)
    words = f"In het plan staat bij de {facts.plan.nouns} voor {when} in totaal {total}."
    if own:
        return f"{words} Bij {euro(own * 100)} daarvan staat onze gemeente als financier."
    return f"{words} Onze gemeente staat in het plan bij geen bedrag als financier."


def _ask(facts: Facts, council) -> str:
    if council is None:
        return "Wij vragen u kennis te nemen van deze brief."
    return f"Wij vragen u {named(facts.plan)} vast te stellen."


def _next_steps(facts: Facts) -> str:
    plan, items = facts.plan, []
    if plan.status in (Status.CONCEPT, Status.TER_CONSULTATIE):
        items.append("Als de regiotafel akkoord is, besluit elk college over het plan.")
        if plan.due_on:
            items.append(f"De regio wil het plan op {long_date(plan.due_on)} af hebben.")
    for besluit in facts.besluiten:
        if besluit.status in (BesluitStatus.IN_VOORBEREIDING, BesluitStatus.GEAGENDEERD):
            who = "Uw raad" if besluit.orgaan == Orgaan.RAAD else "Ons college"
            if besluit.agenda_on:
                items.append(f"{who} bespreekt het plan op {long_date(besluit.agenda_on)}.")
            if besluit.due_on:
                items.append(f"{who} besluit uiterlijk op {long_date(besluit.due_on)}.")
    today = timezone.localdate()
    ahead = [mijlpaal for mijlpaal, _ in facts.own_mijlpalen(facts.opgaven) if last_day(mijlpaal.quarter) >= today]
    items += [f"{_capital(in_words(each.quarter))}: {each.activity}." for each in ahead[:MILESTONES_TOLD]]
    return "\n".join(f"- {' '.join(item.split())}" for item in items)


def _attachments(facts: Facts) -> str:
    plan = facts.plan
    if facts.versie is None:
        return f"{plan.title}, zoals het was op {long_date(timezone.localdate())}"
    lines = [f"{plan.title}, waarmee de regiotafel{_on_day_of_agreement(facts)} akkoord ging"]
    if plan.status == Status.GEPUBLICEERD:
        lines.append(f"Openbare pagina van het plan: {settings.PORTAL_URL}{public_url(plan)}")
    return "\n".join(lines)
