from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "iza_portal.trail"
    verbose_name = "Geschiedenis"
