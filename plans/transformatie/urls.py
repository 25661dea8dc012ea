"""The pages of transformatieplannen, all below `transformatieplannen/`."""

from django.urls import path

from plans.transformatie.views import (
    aanvraag,
    beoordeling,
    gegevens,
    indienen,
    kaders,
    loket,
    monitoring,
    partijen,
    plan,
    pot,
    starting,
    teksten,
    uitvoering,
    verloop,
    vragen,
    wachtrij,
    werkbank,
    zelftoets,
)

#: Of one submission.
INDIENING = "<int:pk>/indieningen/<int:indiening_pk>"

urlpatterns = [
    # starting and writing
    path("beginnen/", starting.start_transformatieplan, name="transformatieplan-start"),
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
