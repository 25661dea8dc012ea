from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """Dates of all rooms in one calendar: on pages, and as a feed that a person's own calendar reads."""

    name = "iza_portal.agenda"
    verbose_name = "agenda"
