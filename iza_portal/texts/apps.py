from django.apps import AppConfig


class TextsConfig(AppConfig):
    name = "iza_portal.texts"
    verbose_name = "Teksten"
