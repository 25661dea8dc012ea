from django.apps import AppConfig
from django.forms import Field


class PageConfig(AppConfig):
    name = "iza_portal.page"
    verbose_name = "Pagina's"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        # An error says what to do; Django's own says only that the field is required. A field takes its words along when it
        # is made, which is while the rooms are still being loaded: `ready` would be too late for some.
        Field.default_error_messages["required"] = "Vul dit in."
