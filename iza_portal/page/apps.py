from django.apps import AppConfig


class PageConfig(AppConfig):
    name = "iza_portal.page"
    verbose_name = "Pagina's"
