"""The pages of transformatieplannen, all below `transformatieplannen/`."""

from django.urls import path

from plans.transformatie.views import (
    indienen,
    kaders,
    loket,
    monitoring,
    plan,
    pot,
    uitvoering,
    verloop,
    vragen,
    wachtrij,
)

urlpatterns = [
    # starting and writing
    path("<int:pk>/", plan.show_plan, name="transformatieplan"),
    # submitting, and the course of a plan
    path("<int:pk>/indienen/", indienen.submit_plan, name="transformatieplan-indienen"),
    path("<int:pk>/terugnemen/", indienen.take_back_plan, name="transformatieplan-terugnemen"),
    path("<int:pk>/indieningen/<int:indiening_pk>/", indienen.show_indiening, name="transformatieplan-indiening"),
    path("<int:pk>/vragen/", vragen.list_questions, name="transformatieplan-vragen"),
    path("<int:pk>/vragen/nieuw/", vragen.ask_question, name="transformatieplan-vraag-stellen"),
    path("<int:pk>/vragen/<int:vraag_pk>/", vragen.show_question, name="transformatieplan-vraag"),
    path(
        "<int:pk>/vragen/<int:vraag_pk>/intrekken/", vragen.withdraw_question, name="transformatieplan-vraag-intrekken"
    ),
    path("<int:pk>/verloop/", verloop.show_course, name="transformatieplan-verloop"),
    path("<int:pk>/geschiedenis/", verloop.show_history, name="transformatieplan-history"),
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
    path("loket/", loket.show_desk, name="loket"),
    path("loket/wijzigen/", loket.change, name="loket-change"),
    path("wachtrij/", wachtrij.show_queue, name="wachtrij"),
    path("wachtrij/<int:pk>/toekennen/", wachtrij.award_plan, name="wachtrij-award"),
    path("pot/", pot.show_pot, name="pot"),
    path("pot/vastleggen/", pot.change, name="pot-change"),
    path("pot/toekenningen/<int:toekenning_pk>/", wachtrij.show_award, name="toekenning"),
    path("kaders/", kaders.kader_list, name="kaders"),
    path("kaders/<slug:code>/", kaders.show_kader, name="kader"),
    # public
]
