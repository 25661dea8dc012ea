from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "iza_portal.reference"
    verbose_name = "Referentiegegevens"
