"""The pages of transformatieplannen, all below `transformatieplannen/`."""

from django.urls import path

from plans.transformatie.views import kaders, loket, openbaar, plan, pot, samenvatting, spuk, wachtrij

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
    path("", openbaar.national_list, name="transformatieplan-list"),
    path("lijst.csv", openbaar.download_list, {"form": "csv"}, name="transformatieplan-list-csv"),
    path("lijst.xlsx", openbaar.download_list, {"form": "xlsx"}, name="transformatieplan-list-xlsx"),
    path("cijfers/", openbaar.show_figures, name="transformatieplan-figures"),
    path("cijfers.csv", openbaar.download_figures, {"form": "csv"}, name="transformatieplan-figures-csv"),
    path("cijfers.xlsx", openbaar.download_figures, {"form": "xlsx"}, name="transformatieplan-figures-xlsx"),
    path("<int:pk>/openbaar/", openbaar.show_public, name="transformatieplan-public"),
    path("<int:pk>/vergelijkbaar/", openbaar.show_similar, name="transformatieplan-similar"),
    path("<int:pk>/samenvatting/", samenvatting.show_summary, name="transformatieplan-summary"),
    path("<int:pk>/samenvatting/begin/", samenvatting.start_summary, name="transformatieplan-summary-start"),
    path("<int:pk>/samenvatting/bewerken/", samenvatting.edit_summary, name="transformatieplan-summary-edit"),
    path("<int:pk>/samenvatting/controle/", samenvatting.check_summary, name="transformatieplan-summary-check"),
    path(
        "<int:pk>/samenvatting/openbaar-maken/", samenvatting.publish_summary, name="transformatieplan-summary-publish"
    ),
    path(
        "<int:pk>/samenvatting/<int:number>/intrekken/",
        samenvatting.withdraw_summary,
        name="transformatieplan-summary-withdraw",
    ),
    path("<int:pk>/spuk/", spuk.show_spuk, name="transformatieplan-spuk"),
    path("<int:pk>/spuk/begroting.xlsx", spuk.download_spuk, name="transformatieplan-spuk-xlsx"),
]
