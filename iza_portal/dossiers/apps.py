from django.apps import AppConfig

from iza_portal.dossiers.verbs import DossierVerb
from iza_portal.trail import verbs


class DossiersConfig(AppConfig):
    name = "iza_portal.dossiers"
    verbose_name = "Dossiers"

    def ready(self):
        verbs.register(DossierVerb)
