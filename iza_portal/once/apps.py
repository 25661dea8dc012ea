from django.apps import AppConfig


class OnceConfig(AppConfig):
    name = "iza_portal.once"
    verbose_name = "Eenmaal handelen"
