from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "iza_portal.dossiers"
    verbose_name = "Dossiers"
