"""The pages about money, all below `geld/`."""

from django.urls import path

from funding.views import boeken, budget, draad, gemeente, inlezen, opdrachten, overview

urlpatterns = [
    path("", overview.show_money, name="money"),
    path("budgetten/<int:pk>/", budget.show_budget, name="budget"),
    path("budgetten/<int:pk>/onderdelen/", gemeente.show_onderdelen, name="onderdelen"),
    path("budgetten/<int:pk>/begroting/<int:year>/", gemeente.write_begroting, name="begroting"),
    path("budgetten/<int:pk>/draad/", draad.show_lines, name="draad"),
    path("budgetten/<int:pk>/regels/<int:regel_pk>/opgave/", draad.tie_opgave, name="regel-opgave"),
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
]
