"""The pages of transformatieplannen, all below `transformatieplannen/`."""

from django.urls import path

from plans.transformatie.views import indienen, plan, verloop, vragen
from plans.transformatie.views import kaders, loket, plan, pot, wachtrij

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
