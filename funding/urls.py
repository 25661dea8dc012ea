"""The pages about money, all below `geld/`."""

from django.urls import path

from funding.views import budget, overview

urlpatterns = [
    path("", overview.show_money, name="money"),
    path("budgetten/<int:pk>/", budget.show_budget, name="budget"),
]
