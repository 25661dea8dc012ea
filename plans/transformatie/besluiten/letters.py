"""The letter of a decision: what the two market leaders say to the applicants, kept as it was sent.

It is signed with the names of the two insurers, and not of people: the decision binds the insurers, and who acted for them
stands in the history of the decision, for their own people alone.
"""

from datetime import date
from typing import NamedTuple

from iza_portal.page.templatetags.page import long_date
from plans.letter import ItemList, Letter, Paragraph, Part, Table, blocks_of, cleaned
from plans.models.transformatie import Advies, Besluitstap, Indiening, Partijrol, Planbesluit
from plans.transformatie.termijnen import last_day

#: Of which shape the content of a letter is; a later one is read beside it.
LAYOUT = 1
TITLES = {
    Besluitstap.SNELLE_TOETS: "Besluit over de snelle toets",
    Besluitstap.VOORGENOMEN: "Voorgenomen besluit over het transformatieplan",
    Besluitstap.DEFINITIEF: "Definitief besluit over het transformatieplan",
}
OTHER_INSURERS = "alle andere zorgverzekeraars"
#: The ways that there are for who does not agree (domain: C15); a formal appeal is not among them.
NO_APPEAL = "Het beoordelingskader kent geen bezwaar of beroep. Dit kunt u wel doen:"
ASK_WHY = "Vraag de coördinerend verzekeraar om uitleg."
ESCALATE = "Leg de zaak voor aan het bestuurlijk overleg. Dat kan de trekker in het portaal, bij dit plan."
OTHER_ROUTES = [
    "Stokt een plan dat zorg en sociaal domein verbindt? Schakel dan de Vliegende Brigade in.",
    "Blijft er verschil van inzicht? Leg dat voor aan het ministerie van VWS, dat de toezichthouders erbij haalt.",
]


class Terms(NamedTuple):
    """The terms that a preliminary decision sets: questions until and including a day, and the last day to decide."""

    questions_until: date
    due_on: date


def terms_of(indiening: Indiening, on: date) -> Terms:
    """Answer the terms of the question round that begins on the day that the preliminary decision is sent."""
    until = last_day(on, indiening.kader.weeks_vragen)
    return Terms(until, last_day(until, indiening.kader.weeks_definitief))


def letter_of(besluit: Planbesluit, *, on: date) -> dict:
    """Answer the letter as JSON, as it is sent on `on`: all that it says, in words, so that it reads the same for good."""
    indiening = besluit.indiening
    plan, step = indiening.plan, Besluitstap(besluit.step)
    outcome = Advies(besluit.outcome)
    parties = plan.partijen.filter(part=Partijrol.INDIENER).select_related("organisation")
    terms = terms_of(indiening, on) if step == Besluitstap.VOORGENOMEN else None
    return {
        "layout": LAYOUT,
        "step": step.value,
        "title": TITLES[step],
        "outcome": outcome.value,
        "outcome_label": outcome.label,
        "plan": {
            "title": plan.title,
            "number": plan.number,
            "regions": [region.name for region in plan.regions.order_by("name")],
        },
        "submission": {
            "label": str(indiening),
            "on": long_date(indiening.at),
            "hash": indiening.content_hash,
        },
        "kader": indiening.kader.title,
        "leaders": [indiening.leader_1.name, indiening.leader_2.name],
        "coordinator": indiening.coordinator.name,
        "addressed_to": [str(party) for party in parties],
        "copy_to": "" if step == Besluitstap.SNELLE_TOETS else OTHER_INSURERS,
        "day": on.isoformat(),
        "due_on": indiening.due_on.isoformat(),
        "questions_until": terms.questions_until.isoformat() if terms else "",
        "next_due_on": terms.due_on.isoformat() if terms else "",
        "decision": _decision(outcome, step),
        "motivation": besluit.motivation,
        "criteria": besluit.told,
        "next": _next(besluit, terms),
        "routes": _routes(outcome),
        "is_demonstration": plan.is_demonstration,
    }


def _decision(outcome: Advies, step: Besluitstap) -> str:
    said = {
        Advies.IMPACTVOL: "Wij vinden uw voorstel impactvol.",
        Advies.AANVULLEN: "Wij kunnen nog niet besluiten: de snelle toets moet worden aangevuld.",
        Advies.NIET_IMPACTVOL: "Wij vinden uw voorstel niet impactvol.",
        Advies.GOEDKEUREN: "Wij keuren het transformatieplan definitief goed.",
        Advies.AANPASSEN: "Wij keuren het transformatieplan nog niet goed: het moet worden aangepast.",
    }
    preliminary = {
        Advies.GOEDKEUREN: "Wij zijn van plan het transformatieplan goed te keuren.",
        Advies.AANPASSEN: "Wij zijn van plan u te vragen het transformatieplan aan te passen.",
    }
    return (preliminary if step == Besluitstap.VOORGENOMEN else said)[outcome]


def _next(besluit: Planbesluit, terms: Terms | None) -> list[str]:
    """Answer what follows, each with its term or that there is none."""
    kader, plan = besluit.indiening.kader, besluit.indiening.plan
    if terms is not None:
        return [
            f"Andere zorgverzekeraars kunnen tot en met {long_date(terms.questions_until)} vragen stellen. "
            "Zij besluiten niet mee.",
            "Beantwoord die vragen in het portaal. Goedkeuren kan pas als elke vraag een antwoord heeft.",
            f"Daarna nemen wij het definitieve besluit, uiterlijk op {long_date(terms.due_on)}.",
        ]
    return {
        Advies.IMPACTVOL: [
            "U werkt het plan nu uit, samen met de verzekeraars. Daar staat geen termijn voor.",
            "Een recht op geld volgt niet uit dit besluit.",
            f"Na het indienen van het plan krijgt u binnen {_weeks(kader.weeks_voorgenomen)} een voorgenomen besluit.",
        ],
        Advies.AANVULLEN: [
            "U kunt de snelle toets aanvullen en opnieuw indienen. Daar staat geen termijn voor.",
            f"Na het opnieuw indienen besluiten wij binnen {_weeks(kader.weeks_snelle_toets)}.",
        ],
        Advies.NIET_IMPACTVOL: [
            "Voor dit plan stopt de beoordeling hier.",
            "Afspraken met een zorgverzekeraar apart blijven mogelijk. Daarvoor gelden geen gelijkgerichtheid en geen "
            "transformatiemiddelen.",
        ],
        Advies.AANPASSEN: [
            "U kunt het plan aanpassen en opnieuw indienen. Daar staat geen termijn voor.",
            f"Na het opnieuw indienen krijgt u binnen {_weeks(kader.weeks_voorgenomen)} een voorgenomen besluit.",
        ],
        Advies.GOEDKEUREN: [
            "Elke andere zorgverzekeraar erkent het plan in het portaal en legt vast hoe zij het volgt.",
            "De uitvoering kan beginnen."
            if plan.requested is None
            else "Het plan staat nu in de wachtrij voor transformatiemiddelen, in de volgorde van goedkeuring. "
            "Over het geld volgt een apart besluit; daar staat geen termijn voor.",
        ],
    }[besluit.outcome]


def _weeks(number: int) -> str:
    return "1 week" if number == 1 else f"{number} weken"


def _routes(outcome: Advies) -> list[str]:
    rework = {
        Advies.AANVULLEN: ["Vul de snelle toets aan en dien haar opnieuw in."],
        Advies.AANPASSEN: ["Pas het plan aan en dien het opnieuw in."],
        Advies.NIET_IMPACTVOL: ["Maak afspraken met een zorgverzekeraar apart."],
    }
    return [ASK_WHY, *rework.get(outcome, []), ESCALATE, *OTHER_ROUTES]


def as_letter(content: dict, content_hash: str = "") -> Letter:
    """Answer the letter of which the page and the PDF are made. Without a hash it was not sent: a preview."""
    leaders = " en ".join(cleaned(name) for name in content["leaders"])
    day = date.fromisoformat(content["day"])
    return Letter(
        title=content["title"],
        subject=cleaned(content["plan"]["title"]),
        author=leaders,
        day=day,
        facts=_facts(content, leaders),
        remarks=_remarks(content, is_sent=bool(content_hash)),
        parts=_parts(content),
        signed=("De twee marktleiders,", *(cleaned(name) for name in content["leaders"])),
        origin=_origin(content_hash),
    )


def _facts(content: dict, leaders: str) -> tuple[tuple[str, str], ...]:
    plan, submission = content["plan"], content["submission"]
    rows = (
        ("Aan", ", ".join(content["addressed_to"])),
        ("Van", leaders),
        ("Afschrift aan", content["copy_to"]),
        ("Datum", long_date(date.fromisoformat(content["day"]))),
        ("Landelijk nummer", plan["number"]),
        ("Regio", ", ".join(plan["regions"])),
        ("Gaat over", f"{submission['label']}, ingediend op {submission['on']}"),
        ("Termijn", f"besluit uiterlijk op {long_date(date.fromisoformat(content['due_on']))}"),
        ("Beoordeeld met", content["kader"]),
        ("Coördinerend verzekeraar", content["coordinator"]),
    )
    return tuple((label, cleaned(words)) for label, words in rows if words)


def _remarks(content: dict, *, is_sent: bool) -> tuple[str, ...]:
    remarks = []
    if not is_sent:
        remarks.append("Dit is een voorbeeld. De brief is nog niet verzonden.")
    if content["is_demonstration"]:
        remarks.append("Demonstratie. Dit is geen officieel stuk van een zorgverzekeraar.")
    return tuple(remarks)


def _parts(content: dict) -> tuple[Part, ...]:
    return (
        Part("Ons besluit", (Paragraph(content["decision"]), *blocks_of(content["motivation"]))),
        *_criteria(content["criteria"]),
        Part("Wat er nu gebeurt", (ItemList(tuple(content["next"])),)),
        Part("Als u het niet eens bent met dit besluit", (Paragraph(NO_APPEAL), ItemList(tuple(content["routes"])))),
    )


def _criteria(told: list[dict]) -> list[Part]:
    """Answer the part about the criteria; none where the kader has none for this step."""
    rows = tuple((f"{row['code']} {row['title']}", row["outcome_label"], cleaned(row["reason"]) or "–") for row in told)
    if not rows:
        return []
    table = Table("Wat wij per criterium vinden", ("Criterium", "Oordeel", "Waarom"), rows)
    return [Part("Per criterium", (table,))]


def _origin(content_hash: str) -> str:
    made = "Opgesteld met het IZA-portaal."
    return f"{made} Kenmerk van de inhoud (SHA-256): {content_hash}" if content_hash else made
