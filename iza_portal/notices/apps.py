from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "iza_portal.notices"
    verbose_name = "Berichten"
