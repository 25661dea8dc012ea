from django.apps import AppConfig

from iza_portal.trail import verbs


class RegionsConfig(AppConfig):
    name = "regions"
    verbose_name = "Regio's"

    def ready(self):
        from regions.verbs import Verb

        verbs.register(Verb)
