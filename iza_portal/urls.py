from django.urls import include, path

from iza_portal.page import views as page

handler400 = page.bad_request
handler500 = page.server_error

urlpatterns = [
    path("geld/", include("funding.urls")),
    path("", include("plans.urls")),
    path("", include("regions.urls")),
    path("", include("iza_portal.reference.urls")),
    path("", include("iza_portal.dossiers.urls")),
    path("", include("iza_portal.writing.urls")),
    path("", include("iza_portal.notices.urls")),
    path("", include("iza_portal.agenda.urls")),
    path("", include("iza_portal.accounts.urls")),
    path("toegankelijkheid/", page.accessibility, name="accessibility"),
    path(".well-known/security.txt", page.security_txt, name="security-txt"),
    path("healthz", page.healthz, name="healthz"),
    path("readyz", page.readyz, name="readyz"),
]
