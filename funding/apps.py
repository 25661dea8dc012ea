from django.apps import AppConfig

from iza_portal.trail import verbs


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = "Geld"

    def ready(self):
        from funding.verbs import FundingVerb

        verbs.register(FundingVerb)
