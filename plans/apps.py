from django.apps import AppConfig

from iza_portal.trail import verbs
from plans.verbs import PlanVerb


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "Plannen"

    def ready(self):
        from iza_portal.writing import homes
        from plans.home import SectionHome

        homes.register(SectionHome())
        verbs.register(PlanVerb)
