from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "iza_portal.writing"
    verbose_name = "Samen schrijven"
