from django import forms

from plans.transformatie.gegevens.forms import RegionsField, scale_field, theme_field, title_field


class StartForm(forms.Form):
    """What a plan begins with; all of it can be changed later."""

    title = title_field()
    scale = scale_field()
    theme = theme_field()
    field_order = ["title", "regions", "scale", "theme"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["regions"] = RegionsField()
        self.order_fields(self.field_order)
