from django.apps import AppConfig

from iza_portal.accounts import rules
from iza_portal.trail import verbs


class RegionsConfig(AppConfig):
    name = "regions"
    verbose_name = "Regio's"

    def ready(self):
        from iza_portal.agenda.dates import register_dates
        from iza_portal.notices.due import register_due
        from iza_portal.texts import figures
        from iza_portal.writing import homes
        from regions.agenda.national import national_dates
        from regions.agenda.regional import beeld_dates, region_dates
        from regions.figures.citing import Figures
        from regions.regiobeelden.home import ThemeHome
        from regions.regiobeelden.owned import due_of
        from regions.rules import organisations_to_invite_for
        from regions.verbs import BeeldVerb, EnrichmentVerb, FigureVerb, RegionVerb

        homes.register(ThemeHome())
        register_due(due_of)
        register_dates(national_dates, landelijk="Landelijke datums")
        register_dates(region_dates, regio="Datums van de regio")
        register_dates(beeld_dates, regiobeeld="Regiobeelden", werk="Uw eigen werk")
        figures.register(Figures())
        verbs.register(RegionVerb)
        verbs.register(BeeldVerb)
        verbs.register(EnrichmentVerb)
        verbs.register(FigureVerb)
        rules.register_inviters(organisations_to_invite_for)
