"""The pages about money, all below `geld/`."""

from django.urls import include, path

from funding.views import (
    amounts,
    beschikkingen,
    boeken,
    budget,
    draad,
    gemeente,
    inlezen,
    machtigingen,
    opdrachten,
    overview,
    spuk,
    spukbestand,
    transformatie,
    verantwoordingen,
    verdelen,
)

_voorstel = [
    path("", verdelen.show_proposal, name="verdeelvoorstel"),
    path("regels/nieuw/<slug:part>/", verdelen.add_row, name="verdeelregel-add"),
    path("regels/<int:row_pk>/", verdelen.change_row, name="verdeelregel"),
    path("regels/<int:row_pk>/weg/", verdelen.remove_row, name="verdeelregel-remove"),
    path("voorleggen/", verdelen.put, name="verdeelvoorstel-put"),
    path("gemeenten/<int:municipality_pk>/", verdelen.show_municipality, name="verdeelvoorstel-gemeente"),
    path("verwerken/", verdelen.book, name="verdeelvoorstel-book"),
    path("intrekken/", verdelen.withdraw, name="verdeelvoorstel-withdraw"),
]

_verdelen = [
    path("voorstellen/", verdelen.show_proposals, name="verdeling"),
    path("voorstellen/nieuw/", verdelen.begin, name="verdeelvoorstel-begin"),
    path("voorstellen/<int:voorstel_pk>/", include(_voorstel)),
    path("machtigingen/", machtigingen.show_mandates, name="machtigingen"),
    path("machtigingen/gemeenten/<int:municipality_pk>/", machtigingen.give, name="machtiging-give"),
    path("machtigingen/<int:machtiging_pk>/einde/", machtigingen.end, name="machtiging-end"),
    path("machtigingen/<int:machtiging_pk>/besluit/", machtigingen.download_decision, name="machtiging-besluit"),
]

_spukbestand = [
    path("", spukbestand.ask, name="spuk-bestand"),
    path("stand/", spukbestand.show_state, name="spuk-bestand-state"),
    path("<int:bestand_pk>/zip/", spukbestand.download, name="spuk-bestand-zip"),
    path("begroting/xlsx/", spukbestand.download_budget, name="spuk-begroting-xlsx"),
]

_aanvraag = [
    path("", spuk.show_application, name="spuk-aanvraag"),
    path("overeenkomst/", spuk.add_agreement, name="spuk-overeenkomst"),
    path("overeenkomst/stuk/", spuk.download_agreement, name="spuk-overeenkomst-stuk"),
    path("gemeenten/nieuw/", spuk.add_municipality, name="spuk-gemeente-add"),
    path("gemeenten/<int:deelnemer_pk>/weg/", spuk.remove_municipality, name="spuk-gemeente-remove"),
    path("gemeenten/<int:deelnemer_pk>/bewijs/", spuk.add_proof, name="spuk-bewijs"),
    path("gemeenten/<int:deelnemer_pk>/bewijs/stuk/", spuk.download_proof, name="spuk-bewijs-stuk"),
    path("regels/nieuw/<int:bedrag_pk>/", spuk.add_line, name="spuk-regel-add"),
    path("regels/<int:regel_pk>/", spuk.change_line, name="spuk-regel"),
    path("regels/<int:regel_pk>/weg/", spuk.remove_line, name="spuk-regel-remove"),
    path("indienen/", spuk.submit, name="spuk-submit"),
    path("weg/", spuk.discard, name="spuk-discard"),
    path("bestand/", include(_spukbestand)),
]

_plan = [
    path("", transformatie.show_plan_money, name="transformatiegeld"),
    path("csv/", transformatie.download, {"form": "csv"}, name="transformatiegeld-csv"),
    path("xlsx/", transformatie.download, {"form": "xlsx"}, name="transformatiegeld-xlsx"),
    path("beginnen/", transformatie.begin, name="transformatiegeld-begin"),
    path("spuk/", spuk.show_applications, name="spuk-aanvragen"),
    path("spuk/beginnen/", spuk.begin, name="spuk-begin"),
    path("spuk/<int:aanvraag_pk>/", include(_aanvraag)),
]

urlpatterns = [
    path("", overview.show_money, name="money"),
    path("regelingen/<slug:code>/", overview.show_regeling, name="regeling"),
    path("bedragen/", amounts.show_amounts, name="amounts"),
    path("bedragen/csv/", amounts.download_amounts, {"form": "csv"}, name="amounts-csv"),
    path("bedragen/xlsx/", amounts.download_amounts, {"form": "xlsx"}, name="amounts-xlsx"),
    path("bedragen/regios/<slug:slug>/", amounts.show_region_amounts, name="region-amounts"),
    path("bedragen/gemeenten/<slug:cbs_code>/", amounts.show_municipality_amounts, name="municipality-amounts"),
    path("budgetten/<int:pk>/", budget.show_budget, name="budget"),
    path("budgetten/<int:pk>/draad/", draad.show_lines, name="draad"),
    path("budgetten/<int:pk>/regels/<int:regel_pk>/opgave/", draad.tie_opgave, name="regel-opgave"),
    path("transformatieplannen/<int:pk>/", include(_plan)),
    path("draad/<slug:slug>/", draad.show_region, name="money-thread"),
    path("budgetten/<int:pk>/stukken/<int:stuk_pk>/", boeken.download_paper, name="geldstuk"),
    path("budgetten/<int:pk>/verplichtingen/", boeken.show_obligations, name="verplichtingen"),
    path("budgetten/<int:pk>/verplichtingen/nieuw/", boeken.enter_obligation, name="verplichting-new"),
    path("budgetten/<int:pk>/verplichtingen/<int:verplichting_pk>/", boeken.show_obligation, name="verplichting"),
    path(
        "budgetten/<int:pk>/verplichtingen/<int:verplichting_pk>/wijzigen/",
        boeken.amend_obligation,
        name="verplichting-amend",
    ),
    path(
        "budgetten/<int:pk>/verplichtingen/<int:verplichting_pk>/besteding/",
        boeken.spend_under_obligation,
        name="verplichting-spend",
    ),
    path(
        "budgetten/<int:pk>/verplichtingen/<int:verplichting_pk>/betaling/",
        opdrachten.enter_payment,
        name="verplichting-pay",
    ),
    path("budgetten/<int:pk>/boekingen/", boeken.show_postings, name="boekingen"),
    path("budgetten/<int:pk>/boekingen/csv/", boeken.download_postings, {"form": "csv"}, name="boekingen-csv"),
    path("budgetten/<int:pk>/boekingen/xlsx/", boeken.download_postings, {"form": "xlsx"}, name="boekingen-xlsx"),
    path("budgetten/<int:pk>/boekingen/besteding/", boeken.spend_on_line, name="besteding-new"),
    path(
        "budgetten/<int:pk>/boekingen/<int:boeking_pk>/correctie/", opdrachten.enter_correction, name="boeking-correct"
    ),
    path("budgetten/<int:pk>/boekstukken/<int:boekstuk_pk>/", boeken.show_boekstuk, name="boekstuk"),
    path("budgetten/<int:pk>/opdrachten/", opdrachten.show_opdrachten, name="opdrachten"),
    path("budgetten/<int:pk>/opdrachten/terugbetaling/", opdrachten.enter_refund, name="refund-new"),
    path("budgetten/<int:pk>/opdrachten/doorschuiving/", opdrachten.enter_carry_over, name="carry-over-new"),
    path("budgetten/<int:pk>/opdrachten/<int:opdracht_pk>/", opdrachten.show_opdracht, name="opdracht"),
    path("budgetten/<int:pk>/opdrachten/<int:opdracht_pk>/goedkeuren/", opdrachten.approve, name="opdracht-approve"),
    path("budgetten/<int:pk>/opdrachten/<int:opdracht_pk>/weigeren/", opdrachten.refuse, name="opdracht-refuse"),
    path("budgetten/<int:pk>/inlezen/", inlezen.show_files, name="inlezen"),
    path("budgetten/<int:pk>/inlezen/sjabloon/", inlezen.download_template, name="inlezen-template"),
    path("budgetten/<int:pk>/inlezen/<int:inlezing_pk>/", inlezen.show_file, name="inlezing"),
    path("budgetten/<int:pk>/inlezen/<int:inlezing_pk>/stand/", inlezen.show_state, name="inlezing-state"),
    path("budgetten/<int:pk>/inlezen/<int:inlezing_pk>/bestand/", inlezen.download_file, name="inlezing-file"),
    path("budgetten/<int:pk>/inlezen/<int:inlezing_pk>/boeken/", inlezen.book_file, name="inlezing-book"),
    path("budgetten/<int:pk>/inlezen/<int:inlezing_pk>/wegleggen/", inlezen.lay_aside, name="inlezing-lay-aside"),
    path("budgetten/<int:pk>/inlezen/<int:inlezing_pk>/opnieuw/", inlezen.read_again, name="inlezing-again"),
    path("budgetten/<int:pk>/saldo.csv", budget.download, {"form": "csv"}, name="saldo-csv"),
    path("budgetten/<int:pk>/saldo.xlsx", budget.download, {"form": "xlsx"}, name="saldo-xlsx"),
    path("budgetten/<int:pk>/", include(_verdelen)),
    path("budgetten/<int:pk>/onderdelen/", gemeente.show_parts, name="onderdelen"),
    path("budgetten/<int:pk>/onderdelen/<int:year>/begroting/", gemeente.set_amounts, name="begroting"),
    path("budgetten/<int:pk>/verantwoording/", verantwoordingen.list_of_budget, name="budget-verantwoordingen"),
    path("budgetten/<int:pk>/verantwoording/openen/", verantwoordingen.open_account, name="verantwoording-open"),
    path("verantwoordingen/", verantwoordingen.list_own, name="verantwoordingen"),
    path("verantwoordingen/<int:pk>/", verantwoordingen.show_account, name="verantwoording"),
    path("verantwoordingen/<int:pk>/invullen/", verantwoordingen.fill_in, name="verantwoording-fill-in"),
    path("verantwoordingen/<int:pk>/aanbieden/", verantwoordingen.offer, name="verantwoording-offer"),
    path("verantwoordingen/<int:pk>/teruggeven/", verantwoordingen.send_back, name="verantwoording-send-back"),
    path("verantwoordingen/<int:pk>/vaststellen/", verantwoordingen.settle, name="verantwoording-settle"),
    path(
        "verantwoordingen/<int:pk>/boekingen/<int:indicator_pk>/",
        verantwoordingen.show_postings,
        name="verantwoording-postings",
    ),
    path("verantwoordingen/<int:pk>/xlsx/", verantwoordingen.download_xlsx, name="verantwoording-xlsx"),
    path("verantwoordingen/<int:pk>/pdf/", verantwoordingen.download_pdf, name="verantwoording-pdf"),
    path("budgetten/<int:pk>/beschikkingen/", beschikkingen.show_decisions, name="beschikkingen"),
    path("budgetten/<int:pk>/beschikkingen/nieuw/", beschikkingen.register_decision, name="beschikking-new"),
    path(
        "budgetten/<int:pk>/beschikkingen/<int:beschikking_pk>/stuk/",
        beschikkingen.download_decision,
        name="beschikking-paper",
    ),
]
