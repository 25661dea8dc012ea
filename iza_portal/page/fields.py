"""Form fields that several rooms have."""

from django import forms


class DateInput(forms.DateInput):
    """The browser's own date field, which speaks ISO dates."""

    input_type = "date"
    template_name = "django/forms/widgets/date.html"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")
