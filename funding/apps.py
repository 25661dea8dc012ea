from django.apps import AppConfig

from iza_portal.trail import verbs


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = "Geld"

    def ready(self):
        from funding.sisa.asked import sisa_dates, sisa_due
        from funding.verbs import FundingVerb
        from funding.verdelen.due import proposal_dates, proposals_due
        from iza_portal.agenda.dates import register_dates
        from iza_portal.notices.due import register_due

        register_due(sisa_due)
        register_dates(sisa_dates, verantwoording="Verantwoordingen")
        verbs.register(FundingVerb)
        register_due(proposals_due)
        register_dates(proposal_dates, verdeelvoorstel="Verdeelvoorstellen")
