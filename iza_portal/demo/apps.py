from django.apps import AppConfig

from iza_portal.demo.verbs import DemoVerb
from iza_portal.trail import verbs


class DemoConfig(AppConfig):
    name = "iza_portal.demo"
    verbose_name = "Demonstratie"

    def ready(self):
        verbs.register(DemoVerb)
