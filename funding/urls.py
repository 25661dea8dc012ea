"""The pages about money, all below `geld/`."""

from django.urls import path

from funding.views import budget, overview, verantwoordingen

urlpatterns = [
    path("", overview.show_money, name="money"),
    path("budgetten/<int:pk>/", budget.show_budget, name="budget"),
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
]
