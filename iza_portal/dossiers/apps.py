from django.apps import AppConfig

from iza_portal.dossiers.verbs import DossierVerb
from iza_portal.trail import verbs
from plans.raadsbrief import formats


class DossiersConfig(AppConfig):
    name = "iza_portal.dossiers"
    verbose_name = "Dossiers"

    def ready(self):
        from iza_portal.dossiers.letters import PDF

        verbs.register(DossierVerb)
        formats.register(PDF)
