"""The pages of transformatieplannen, all below `transformatieplannen/`."""

from django.urls import path

from plans.transformatie.views import kaders, loket, plan, pot, wachtrij

urlpatterns = [
    # starting and writing
    path("<int:pk>/", plan.show_plan, name="transformatieplan"),
    # submitting, and the course of a plan
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
