"""The first words of a public summary, of what the applicants wrote in the plan already: what is asked once."""

from django.utils.text import capfirst

from iza_portal.page.templatetags.page import long_date, number
from plans.models.transformatie import Partijrol, Transformatieafspraak, Transformatieplan

#: The fields of a summary with what they are called, in their order.
FIELDS = {
    "goals": "Doelen",
    "agreements": "Afspraken",
    "results": "Resultaten",
    "parties": "Betrokken partijen",
    "contact": "Contact",
}
#: The longest that a field can be, in characters: a summary is to be read in a few minutes.
LONGEST = 6000
_OF_GOALS = ("knelpunten", "langetermijn")
_NAMED = {Partijrol.INDIENER: "dient in", Partijrol.BETROKKEN: "betrokken"}


def prefilled(plan: Transformatieplan) -> dict[str, str]:
    """Answer the fields of a summary as the plan fills them; a fixed number of queries.

    Of parties only those that are in it by themselves, and of them only the name of the organisation: who is hit and not
    involved did not choose to be named, and whom to ask is an organisation too.
    """
    afspraken = list(plan.afspraken.select_related("indicator", "partij__organisation"))
    parties = list(plan.partijen.select_related("organisation").filter(part__in=_NAMED))
    lead = next((str(party) for party in parties if party.is_lead), "")
    return {
        name: _shortened(text)
        for name, text in {
            "goals": _goals(plan),
            "agreements": _listed(map(_agreement, afspraken)),
            "results": _listed(filter(None, map(_result, afspraken))),
            "parties": _listed(f"{party} ({_NAMED[party.part]})" for party in parties),
            "contact": _contact(lead, plan),
        }.items()
    }


def _goals(plan: Transformatieplan) -> str:
    texts = dict(plan.onderdelen.filter(code__in=_OF_GOALS).values_list("code", "plain_text"))
    written = [texts.get(code, "").strip() for code in _OF_GOALS]
    return "\n\n".join([plan.title, *filter(None, written)])


def _agreement(afspraak: Transformatieafspraak) -> str:
    said = [afspraak.title]
    if afspraak.partij:
        said.append(f"verantwoordelijk: {afspraak.partij}")
    if afspraak.target_on:
        said.append(f"uiterlijk {long_date(afspraak.target_on)}")
    return "; ".join(said)


def _result(afspraak: Transformatieafspraak) -> str:
    measure = afspraak.measure or (afspraak.indicator.short_label if afspraak.indicator else "")
    if afspraak.target_value is None:
        return ""
    unit = f" {afspraak.unit}" if afspraak.unit else ""
    start = f"van {_plain(afspraak.start_value)} " if afspraak.start_value is not None else ""
    on = f", {long_date(afspraak.target_on)}" if afspraak.target_on else ""
    return f"{capfirst(measure or afspraak.title)}: {start}naar {_plain(afspraak.target_value)}{unit}{on}"


def _contact(lead: str, plan: Transformatieplan) -> str:
    said = [f"{lead}, trekker van het plan" if lead else ""]
    said.append(f"{plan.insurer.name}, coördinerend verzekeraar" if plan.insurer else "")
    return "\n".join(filter(None, said))


def _listed(lines) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _plain(value) -> str:
    value = value.normalize()
    return number(value, max(0, -value.as_tuple().exponent))


def _shortened(text: str) -> str:
    """Cut a text that is too long for a summary after a whole line or sentence; who edits it sees where."""
    text = text.strip()
    if len(text) <= LONGEST:
        return text
    kept = text[: LONGEST - 1]
    end = max(kept.rfind("\n"), kept.rfind(". ") + 1, kept.rfind(" ") if "." not in kept else 0)
    return f"{kept[: end or None].rstrip()}…"
