"""The pages of transformatieplannen, all below `transformatieplannen/`."""

from django.urls import path

from plans.transformatie.views import aanvraag, gegevens, partijen, plan, starting, teksten, zelftoets

urlpatterns = [
    # starting and writing
    path("beginnen/", starting.start_transformatieplan, name="transformatieplan-start"),
    path("van-mij/", plan.show_own, name="transformatieplan-own"),
    path("<int:pk>/", plan.show_plan, name="transformatieplan"),
    path("<int:pk>/intrekken/<slug:source>/", plan.withdraw_plan, name="transformatieplan-withdraw"),
    path("<int:pk>/gegevens/", gegevens.edit_gegevens, name="transformatieplan-gegevens"),
    path("<int:pk>/verzekeraars/", gegevens.edit_insurers, name="transformatieplan-insurers"),
    path("<int:pk>/nummer/", gegevens.edit_number, name="transformatieplan-number"),
    path("<int:pk>/tekst/", teksten.show_texts, name="transformatieplan-tekst"),
    path("<int:pk>/schrijven/<slug:code>/", teksten.write_text, name="transformatieonderdeel-write"),
    path("<int:pk>/partijen/", partijen.show_parties, name="transformatiepartijen"),
    path("<int:pk>/partijen/nieuw/", partijen.add_party, name="transformatiepartij-add"),
    path("<int:pk>/partijen/<int:partij_pk>/", partijen.edit_party, name="transformatiepartij-edit"),
    path("<int:pk>/partijen/<int:partij_pk>/weghalen/", partijen.remove_party, name="transformatiepartij-remove"),
    path("<int:pk>/trekker/", partijen.hand_over_lead, name="transformatieplan-lead"),
    # the full plan in rows, and the zelftoets
    path("<int:pk>/afspraken/", aanvraag.afspraken, name="transformatieplan-afspraken"),
    path("<int:pk>/afspraken/nakijken/", aanvraag.check_afspraak, name="transformatieplan-afspraak-check"),
    path("<int:pk>/businesscase/", aanvraag.businesscase, name="transformatieplan-businesscase"),
    path("<int:pk>/mijlpalen/", aanvraag.mijlpalen, name="transformatieplan-mijlpalen"),
    path("<int:pk>/mijlpalen/som-vragen/", aanvraag.ask_total, name="transformatieplan-ask-total"),
    path("<int:pk>/verklaringen/<str:verklaring>/", aanvraag.declare, name="transformatieplan-declare"),
    path(
        "<int:pk>/verklaringen/<str:verklaring>/terug/",
        aanvraag.take_declaration_back,
        name="transformatieplan-declaration-back",
    ),
    path("<int:pk>/rijen/<str:kind>/nieuw/", aanvraag.add_row, name="transformatieplan-row-add"),
    path("<int:pk>/rijen/<str:kind>/<int:row_pk>/", aanvraag.edit_row, name="transformatieplan-row-edit"),
    path("<int:pk>/rijen/<str:kind>/<int:row_pk>/plaats/", aanvraag.move_row, name="transformatieplan-row-move"),
    path("<int:pk>/rijen/<str:kind>/<int:row_pk>/weg/", aanvraag.remove_row, name="transformatieplan-row-remove"),
    path("<int:pk>/zelftoets/", zelftoets.zelftoets, name="transformatieplan-zelftoets"),
    path("<int:pk>/zelftoets/ernaast/", zelftoets.beside, name="transformatieplan-zelftoets-beside"),
    # submitting, and the course of a plan
    # judging
    # deciding
    # carrying out
    # the desk, the queue and the pot
    # public
]
