from django.apps import AppConfig

from iza_portal.trail import verbs


class NoticesConfig(AppConfig):
    name = "iza_portal.notices"
    verbose_name = "Berichten"

    def ready(self):
        from iza_portal.notices.verbs import NoticeVerb

        verbs.register(NoticeVerb)
