from django.urls import path

from iza_portal.reference import views

urlpatterns = [
    path("gegevens/", views.data_set_list, name="data-sets"),
    path("gegevens/<slug:slug>/", views.data_set_detail, name="data-set"),
]
