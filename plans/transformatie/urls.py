"""The pages of transformatieplannen, all below `transformatieplannen/`."""

from django.urls import path

from plans.transformatie.views import monitoring, plan, uitvoering

urlpatterns = [
    # starting and writing
    path("<int:pk>/", plan.show_plan, name="transformatieplan"),
    # submitting, and the course of a plan
    # judging
    # deciding
    # carrying out
    path("<int:pk>/uitvoering/", uitvoering.show_execution, name="transformatie-uitvoering"),
    path(
        "<int:pk>/uitvoering/mijlpalen/<int:mijlpaal_pk>/bewijs/",
        uitvoering.deliver_evidence,
        name="transformatie-bewijs",
    ),
    path(
        "<int:pk>/uitvoering/mijlpalen/<int:mijlpaal_pk>/wijzigen/",
        uitvoering.ask_change,
        name="transformatie-wijziging",
    ),
    path(
        "<int:pk>/uitvoering/bewijzen/<int:bewijs_pk>/", uitvoering.decide_evidence, name="transformatie-bewijs-besluit"
    ),
    path(
        "<int:pk>/uitvoering/wijzigingen/<int:wijziging_pk>/",
        uitvoering.decide_change,
        name="transformatie-wijziging-besluit",
    ),
    path("<int:pk>/uitvoering/bedragen/<int:bedrag_pk>/", uitvoering.record_payment, name="transformatie-betaling"),
    path("<int:pk>/uitvoering/afronden/", uitvoering.finish, name="transformatie-afronden"),
    path("<int:pk>/uitvoering/stoppen/", uitvoering.stop, name="transformatie-stoppen"),
    path("<int:pk>/stukken/<int:stuk_pk>/", uitvoering.download_paper, name="transformatie-stuk"),
    path("<int:pk>/monitoring/", monitoring.show_quarters, name="transformatie-monitoring"),
    path("<int:pk>/monitoring/<str:quarter>/", monitoring.write_bericht, name="transformatie-monitorbericht"),
    path("monitoring/", monitoring.show_overview, name="transformatie-monitoring-overview"),
    path("monitoring/csv/", monitoring.download, {"form": "csv"}, name="transformatie-monitoring-csv"),
    path("monitoring/xlsx/", monitoring.download, {"form": "xlsx"}, name="transformatie-monitoring-xlsx"),
    # the desk, the queue and the pot
    # public
]
