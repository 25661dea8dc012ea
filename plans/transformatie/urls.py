"""The pages of transformatieplannen, all below `transformatieplannen/`."""

from django.urls import path

from plans.transformatie.views import besluiten, brieven, escalatie, gelijkgerichtheid, plan

urlpatterns = [
    # starting and writing
    path("<int:pk>/", plan.show_plan, name="transformatieplan"),
    # submitting, and the course of a plan
    # judging
    # deciding
    path("<int:pk>/indieningen/<int:indiening_pk>/besluit/", besluiten.decide, name="transformatieplan-besluit"),
    path(
        "<int:pk>/indieningen/<int:indiening_pk>/besluit/<int:besluit_pk>/bevestigen/",
        besluiten.confirm,
        name="transformatieplan-besluit-bevestigen",
    ),
    path(
        "<int:pk>/indieningen/<int:indiening_pk>/besluit/<int:besluit_pk>/afwijzen/",
        besluiten.reject,
        name="transformatieplan-besluit-afwijzen",
    ),
    path(
        "<int:pk>/indieningen/<int:indiening_pk>/besluit/<int:besluit_pk>/verzenden/",
        besluiten.send,
        name="transformatieplan-besluit-verzenden",
    ),
    path("<int:pk>/besluiten/", brieven.show_besluiten, name="transformatieplan-besluiten"),
    path("<int:pk>/besluiten/<int:besluit_pk>/", brieven.show_letter, name="transformatieplan-brief"),
    path("<int:pk>/besluiten/<int:besluit_pk>/pdf/", brieven.letter_pdf, name="transformatieplan-brief-pdf"),
    path("gelijkgerichtheid/", gelijkgerichtheid.show_waiting, name="transformatieplannen-te-erkennen"),
    path(
        "<int:pk>/gelijkgerichtheid/",
        gelijkgerichtheid.show_following,
        name="transformatieplan-gelijkgerichtheid",
    ),
    path("<int:pk>/gelijkgerichtheid/erkennen/", gelijkgerichtheid.follow, name="transformatieplan-volgen"),
    path("escalaties/", escalatie.show_escalations, name="transformatieplan-escalaties"),
    path("<int:pk>/escalatie/", escalatie.escalate, name="transformatieplan-escalatie"),
    path("<int:pk>/escalaties/<int:number>/", escalatie.show_escalation, name="transformatieplan-escalatie-dossier"),
    path(
        "<int:pk>/escalaties/<int:number>/pdf/",
        escalatie.escalation_pdf,
        name="transformatieplan-escalatie-pdf",
    ),
    # carrying out
    # the desk, the queue and the pot
    # public
]
