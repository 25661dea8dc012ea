from allauth.account.fields import PasswordField, SetPasswordField
from allauth.account.forms import PasswordVerificationMixin
from django import forms

from iza_portal.accounts.choices import Function
from iza_portal.accounts.forms.signing_in import Plain
from iza_portal.accounts.models import User


class InviteForm(forms.Form):
    """Whom to invite, and what for; `functions` are those that the inviting person may give."""

    email = forms.EmailField(label="E-mailadres", max_length=254, help_text="Liefst het werkadres van deze collega.")
    function = forms.ChoiceField(label="Functie")

    def __init__(self, *args, functions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.fields["function"].choices = [(function.value, function.label) for function in functions]

    def clean_function(self):
        return Function(self.cleaned_data["function"])


class NewPersonForm(PasswordVerificationMixin, Plain, forms.Form):
    """What somebody who is invited, and is new here, tells about themselves."""

    words = {"password1": "Kies een wachtwoord", "password2": "Wachtwoord, nog een keer"}
    name = forms.CharField(label="Uw naam", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password1 = SetPasswordField()
    password2 = PasswordField(autocomplete="new-password")

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        # The password is held against name and address: it must not look like them.
        self.fields["password1"].user = User(email=email, name=self.data.get("name", "")[:120])


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Reden", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class NameForm(forms.Form):
    name = forms.CharField(label="Naam", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
