from django.apps import AppConfig

from iza_portal.trail import verbs
from iza_portal.writing.verbs import HistoryVerb, MarginVerb


class WritingConfig(AppConfig):
    name = "iza_portal.writing"
    verbose_name = "Samen schrijven"

    def ready(self):
        verbs.register(HistoryVerb)
        verbs.register(MarginVerb)
