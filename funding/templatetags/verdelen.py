"""What the pages about dividing money write in a way of their own."""

from django import template

from funding.models import Antwoord, Instemming, Verdeelvoorstel, Voorstelstand
from iza_portal.page.templatetags.page import euro

register = template.Library()

#: The shape that stands before each word (`.status` in the stylesheets).
_PROPOSAL = {
    Voorstelstand.CONCEPT: "concept",
    Voorstelstand.VOORGELEGD: "ingediend",
    Voorstelstand.VERWERKT: "verzonden",
    Voorstelstand.INGETROKKEN: "afgewezen",
}
_ANSWER = {Antwoord.AKKOORD: "voldoet", Antwoord.NIET_AKKOORD: "voldoet_niet"}


@register.filter
def change(cents: int) -> str:
    """Write a difference in eurocents with its sign: «+€ 1.500», «−€ 12,50»; no difference is a dash."""
    if not cents:
        return "–"
    sign = "+" if cents > 0 else "\N{MINUS SIGN}"
    return f"{sign}{euro(abs(cents))}"


@register.filter
def proposal_shape(voorstel: Verdeelvoorstel) -> str:
    """Answer the class of the shape of where the proposal stands."""
    return _PROPOSAL[voorstel.status]


@register.filter
def answer_shape(said: Instemming) -> str:
    """Answer the class of the shape of an answer; empty while there is none."""
    return _ANSWER.get(said.answer, "")
