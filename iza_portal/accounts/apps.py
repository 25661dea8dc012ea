from django.apps import AppConfig

from iza_portal.accounts.verbs import Verb
from iza_portal.trail import verbs


class AccountsConfig(AppConfig):
    name = "iza_portal.accounts"
    verbose_name = "Mensen en organisaties"

    def ready(self):
        from iza_portal.accounts import signals

        verbs.register(Verb)
        signals.connect()
