"""The pages of transformatieplannen, all below `transformatieplannen/`."""

from django.urls import path

from plans.transformatie.views import beoordeling, plan, werkbank

#: Of one submission.
INDIENING = "<int:pk>/indieningen/<int:indiening_pk>"

urlpatterns = [
    # starting and writing
    path("<int:pk>/", plan.show_plan, name="transformatieplan"),
    # submitting, and the course of a plan
    # judging
    path("werkbank/", werkbank.show_workbench, name="werkbank"),
    path("werkbank/verdelen/", werkbank.divide, name="werkbank-divide"),
    path("werkbank/weergaven/", werkbank.add_weergave, name="weergave-add"),
    path("werkbank/weergaven/<int:weergave_pk>/", werkbank.edit_weergave, name="weergave-edit"),
    path("werkbank/weergaven/<int:weergave_pk>/weg/", werkbank.remove_weergave, name="weergave-remove"),
    path("<int:pk>/beoordeling/", beoordeling.show_judgments, name="transformatieplan-beoordeling"),
    path(f"{INDIENING}/beoordelen/", beoordeling.review, name="beoordelen"),
    path(f"{INDIENING}/beoordelen/criteria/<int:criterion_pk>/", beoordeling.judge, name="oordeel"),
    path(f"{INDIENING}/beoordelen/advies/", beoordeling.advise, name="advies"),
    path(f"{INDIENING}/beoordelen/ondertekenen/", beoordeling.sign, name="beoordeling-sign"),
    path(f"{INDIENING}/beoordelen/terugsturen/", beoordeling.send_back, name="beoordeling-send-back"),
    path(f"{INDIENING}/beoordelen/toewijzen/", beoordeling.assign, name="beoordeling-assign"),
    path(f"{INDIENING}/beoordelen/terugtrekken/", beoordeling.recuse, name="recuse"),
    path(f"{INDIENING}/beoordelen/notities/", beoordeling.add_note, name="notitie-add"),
    path(f"{INDIENING}/beoordelen/notities/<int:notitie_pk>/weg/", beoordeling.remove_note, name="notitie-remove"),
    path(f"{INDIENING}/beoordelen/geschiedenis/", beoordeling.show_history, name="beoordeling-history"),
    path(f"{INDIENING}/oordelen/", beoordeling.compare, name="oordelen"),
    # deciding
    # carrying out
    # the desk, the queue and the pot
    # public
]
