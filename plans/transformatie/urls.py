"""The pages of transformatieplannen, all below `transformatieplannen/`."""

from django.urls import path

from plans.transformatie.views import indienen, plan, verloop, vragen

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
    # public
]
