"""The pages about money, all below `geld/`."""

from django.urls import path

from funding.views import amounts, beschikkingen, budget, overview

urlpatterns = [
    path("", overview.show_money, name="money"),
    path("regelingen/<slug:code>/", overview.show_regeling, name="regeling"),
    path("bedragen/", amounts.show_amounts, name="amounts"),
    path("bedragen/csv/", amounts.download_amounts, {"form": "csv"}, name="amounts-csv"),
    path("bedragen/xlsx/", amounts.download_amounts, {"form": "xlsx"}, name="amounts-xlsx"),
    path("bedragen/regios/<slug:slug>/", amounts.show_region_amounts, name="region-amounts"),
    path("bedragen/gemeenten/<slug:cbs_code>/", amounts.show_municipality_amounts, name="municipality-amounts"),
    path("budgetten/<int:pk>/", budget.show_budget, name="budget"),
    path("budgetten/<int:pk>/beschikkingen/", beschikkingen.show_decisions, name="beschikkingen"),
    path("budgetten/<int:pk>/beschikkingen/nieuw/", beschikkingen.register_decision, name="beschikking-new"),
    path(
        "budgetten/<int:pk>/beschikkingen/<int:beschikking_pk>/stuk/",
        beschikkingen.download_decision,
        name="beschikking-paper",
    ),
]
