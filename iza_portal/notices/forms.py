from django import forms

from iza_portal.notices.models import Pace


class WishesForm(forms.Form):
    talk = forms.ChoiceField(
        label="Iemand noemt u in een opmerking, of antwoordt u",
        widget=forms.RadioSelect,
        choices=[
            (Pace.DIRECT, "Stuur mij meteen een e-mail"),
            (Pace.DAGELIJKS, "Zet het in mijn dagbericht"),
            (Pace.NIET, "Stuur mij hierover geen e-mail"),
        ],
        error_messages={"required": "Kies een van de drie."},
    )
    reminders = forms.BooleanField(
        label="Herinner mij in mijn dagbericht aan wat van mij is en bijna of al af moet zijn",
        required=False,
        help_text="Ook wat u toegewezen krijgt, staat daarin.",
    )
