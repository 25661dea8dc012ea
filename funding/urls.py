"""The pages about money, all below `geld/`."""

from django.urls import include, path

from funding.views import budget, machtigingen, overview, verdelen

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

urlpatterns = [
    path("", overview.show_money, name="money"),
    path("budgetten/<int:pk>/", budget.show_budget, name="budget"),
    path("budgetten/<int:pk>/saldo.csv", budget.download, {"form": "csv"}, name="saldo-csv"),
    path("budgetten/<int:pk>/saldo.xlsx", budget.download, {"form": "xlsx"}, name="saldo-xlsx"),
    path("budgetten/<int:pk>/", include(_verdelen)),
]
