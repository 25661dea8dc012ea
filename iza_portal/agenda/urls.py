from django.urls import path

from iza_portal.agenda import views

urlpatterns = [
    path("agenda/abonnement/", views.feed_page, name="agenda-feed"),
    path("agenda/abonnement/keuze/", views.choose, name="agenda-feed-scope"),
    path("agenda/abonnement/intrekken/", views.revoke, name="agenda-feed-revoke"),
    path("agenda/<str:key>.ics", views.calendar, name="agenda-calendar"),
]
