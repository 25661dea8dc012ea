from django.apps import AppConfig


class ChartsConfig(AppConfig):
    name = "iza_portal.charts"
    verbose_name = "Grafieken"
