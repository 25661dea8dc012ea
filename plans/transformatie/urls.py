"""The pages of transformatieplannen, all below `transformatieplannen/`."""

from django.urls import path

from plans.transformatie.views import plan

urlpatterns = [
    # starting and writing
    path("<int:pk>/", plan.show_plan, name="transformatieplan"),
    # submitting, and the course of a plan
    # judging
    # deciding
    # carrying out
    # the desk, the queue and the pot
    # public
]
