from django.apps import AppConfig
from django.forms import Field


class PageConfig(AppConfig):
    name = "iza_portal.page"
    verbose_name = "Pagina's"

    def ready(self):
        # An error says what to do; Django's own says only that the field is required.
        Field.default_error_messages["required"] = "Vul dit in."
