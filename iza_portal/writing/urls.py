from django.urls import path

from iza_portal.writing.views import exchange

urlpatterns = [
    path("teksten/<int:pk>/begin/", exchange.begin, name="document-begin"),
    path("teksten/<int:pk>/wijzigingen/", exchange.changes, name="document-changes"),
]
