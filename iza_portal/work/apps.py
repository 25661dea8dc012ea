from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "iza_portal.work"
    verbose_name = "Werk"
