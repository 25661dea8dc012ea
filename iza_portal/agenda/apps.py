from django.apps import AppConfig

from iza_portal.trail import verbs


class AgendaConfig(AppConfig):
    """Dates of all rooms in one agenda: on pages, and as a feed that a person's own calendar reads."""

    name = "iza_portal.agenda"
    verbose_name = "Agenda"

    def ready(self):
        from iza_portal.agenda.verbs import AgendaVerb

        verbs.register(AgendaVerb)
