from django import forms

from iza_portal.page.forms import VersionedForm
from plans.models.transformatie import Volgwijze
from plans.transformatie.gelijkgerichtheid.following import HOW_AT_MOST


class FollowForm(VersionedForm):
    """How an insurer follows a plan: one of three, with words where it follows in part."""

    follows = forms.ChoiceField(
        label="Hoe volgt uw organisatie dit plan", choices=Volgwijze.choices, widget=forms.RadioSelect
    )
    how = forms.CharField(
        label="Hoe, en voor welke periode",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=HOW_AT_MOST,
        required=False,
        help_text="Bij “volgt deels”: wat u wel en niet volgt. Iedereen die het plan ziet, leest dit. "
        "Zet hier niets in over prijzen of andere afspraken die alleen uw organisatie aangaan.",
    )
