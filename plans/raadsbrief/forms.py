"""The form of a raadsinformatiebrief: filled in from the plan, and everything in it can be changed."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from iza_portal.page.forms import DateInput
from plans.letter import cleaned
from plans.raadsbrief.facts import Facts
from plans.raadsbrief.prefilling import prefilled
from plans.raadsbrief.purpose import Purpose

LONGEST = 20_000
#: Between these a letter is dated: a year that a file writes with fewer than four digits, Word does not open.
FIRST, LAST = date(2022, 1, 1), date(2100, 12, 31)
AS_LIST = "Een lege regel begint een nieuwe alinea. Regels met “- ” of “1. ” ervoor worden een lijst."


class LineField(forms.CharField):
    """One line, which stands in a file as it was typed, without what no file can hold."""

    def clean(self, value):
        return super().clean(" ".join(cleaned(value or "").split()))


class TextField(forms.CharField):
    """Paragraphs and lists, as people type them."""

    def __init__(self, *, rows: int, **kwargs):
        kwargs.setdefault("max_length", LONGEST)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def clean(self, value):
        return super().clean(cleaned(value or ""))


class LetterForm(forms.Form):
    """What the letter says; the tables below the texts are the plan's own, of the opgaven that are ticked."""

    purpose = forms.ChoiceField(label="Waarvoor is de brief", choices=Purpose.choices, widget=forms.RadioSelect)
    subject = LineField(label="Onderwerp", max_length=200)
    day = forms.DateField(label="Datum van de brief", widget=DateInput)
    holder = LineField(
        label="Portefeuillehouder",
        max_length=120,
        required=False,
        help_text="Wie in het college hierover gaat. U kunt dit leeg laten.",
    )
    reference = LineField(
        label="Zaaknummer of kenmerk van de gemeente",
        max_length=60,
        required=False,
        help_text="U kunt dit leeg laten.",
    )
    core = TextField(label="Kernboodschap", rows=7, help_text=f"Wat de raad moet weten. {AS_LIST}")
    reason = TextField(label="Aanleiding", rows=5, required=False)
    opgaven_words = TextField(
        rows=8,
        required=False,
    )
    opgaven = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    money = TextField(
        label="Geld",
        rows=5,
        required=False,
        help_text="Alleen wat in het plan staat. Wat dit voor de begroting van uw gemeente betekent, weet het plan niet: "
        "vul dat zelf aan.",
    )
    with_money = forms.BooleanField(label="Zet de bedragen uit het plan er in een tabel onder", required=False)
    ask = TextField(label="Wat u de raad vraagt", rows=4, required=False)
    next_steps = TextField(label="Vervolg en termijnen", rows=6, required=False)
    attachments = TextField(
        label="Bijlagen", rows=3, max_length=4000, required=False, help_text="Elke bijlage op een eigen regel."
    )
    signed = TextField(label="Ondertekening", rows=3, max_length=600)

    def __init__(self, data=None, *, facts: Facts, **kwargs):
        super().__init__(data, initial=prefilled(facts), **kwargs)
        words, more = self.fields["opgaven_words"], facts.plan.nouns
        words.label = f"De {more}"
        words.help_text = f"Onder deze tekst komt een tabel met wat uw gemeente in elke {facts.plan.noun} doet."
        self.fields["opgaven"].label = f"{more.capitalize()} in de tabellen"
        self.fields["opgaven"].choices = [(str(opgave.key), _told(facts, opgave)) for opgave in facts.opgaven]
        if not facts.opgaven:
            del self.fields["opgaven"]
        if not facts.dekkingen():
            del self.fields["with_money"]

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not FIRST <= day <= LAST:
            raise ValidationError("Kies een dag tussen 1 januari 2022 en 31 december 2100.")
        return day


def _told(facts: Facts, opgave) -> str:
    parts = " en ".join(facts.parts_in(opgave))
    return f"{opgave.title} ({parts})" if parts else opgave.title
