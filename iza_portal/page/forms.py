from django import forms


class DateInput(forms.DateInput):
    """The browser's own date field, which speaks ISO dates."""

    input_type = "date"
    template_name = "django/forms/widgets/date.html"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Waarom", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)


class VersionedForm(forms.Form):
    """A form of something that has a version: it carries the one that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class TimeInput(forms.TimeInput):
    """The browser's own field for a time of the day, which speaks hours and minutes."""

    input_type = "time"
    template_name = "django/forms/widgets/date.html"

    def __init__(self):
        super().__init__(format="%H:%M")
