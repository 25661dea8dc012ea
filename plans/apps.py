from django.apps import AppConfig

from iza_portal.trail import verbs
from plans.transformatie.verbs import TransformatieVerb
from plans.verbs import PlanVerb


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "Plannen"

    def ready(self):
        from iza_portal.agenda.dates import register_dates
        from iza_portal.notices.due import register_due
        from iza_portal.writing import homes
        from plans.consultaties import reading as consultaties
        from plans.consultaties.dates import consultatie_dates
        from plans.dates import plan_dates
        from plans.home import SectionHome
        from plans.owned import besluiten_due, due_of
        from plans.raadsbrief import formats
        from plans.raadsbrief.word import WORD
        from plans.transformatie.teksten.home import OnderdeelHome
        from plans.transformatie.verloop.dates import transformatie_dates
        from plans.transformatie.verloop.due import transformatie_due
        from plans.voortgang.owned import berichten_due, milestones_due, reports_due

        homes.register(SectionHome())
        homes.register(OnderdeelHome())
        register_due(due_of)
        register_due(besluiten_due)
        register_due(consultaties.due_of)
        register_due(milestones_due)
        register_due(berichten_due)
        register_due(reports_due)
        register_due(transformatie_due)
        register_dates(plan_dates, plan="Plannen", besluit="Besluiten", mijlpaal="Mijlpalen")
        register_dates(consultatie_dates, consultatie="Consultaties")
        register_dates(transformatie_dates, transformatie="Transformatieplannen")
        verbs.register(PlanVerb)
        verbs.register(TransformatieVerb)
        formats.register(WORD)
