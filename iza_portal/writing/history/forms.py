"""What is filled in at a history."""

from django import forms


class NameForm(forms.Form):
    """The name under which a text or a whole is kept."""

    name = forms.CharField(
        label="Naam van de versie",
        max_length=150,
        help_text="Waaraan u en anderen haar herkennen, zoals “Concept voor de regiotafel van maart”.",
    )
