from django.urls import path

from iza_portal.dossiers import views

urlpatterns = [
    path("plannen/<int:pk>/dossier/", views.request_for_plan, name="dossier-request"),
    path("regiobeelden/<int:pk>/dossier/", views.request_for_regiobeeld, name="dossier-request-regiobeeld"),
    path("regios/<slug:slug>/dossier/", views.request_for_region, name="dossier-request-region"),
    path(
        "transformatieplannen/<int:pk>/dossier/",
        views.request_for_transformatieplan,
        name="dossier-request-transformatieplan",
    ),
    path("dossiers/", views.dossier_list, name="dossier-list"),
    path("dossiers/<int:pk>/", views.dossier_detail, name="dossier"),
    path("dossiers/<int:pk>/stand/", views.dossier_state, name="dossier-state"),
    path("dossiers/<int:pk>/pdf/", views.dossier_pdf, name="dossier-pdf"),
    path("dossiers/<int:pk>/opnieuw/", views.retry_dossier, name="dossier-retry"),
]
