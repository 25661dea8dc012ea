from django.urls import path

from iza_portal.writing.views import pictures

urlpatterns = [
    path("teksten/<int:pk>/afbeeldingen/", pictures.add, name="picture-add"),
    path("teksten/<int:pk>/afbeeldingen/<int:picture_pk>/", pictures.show, name="picture"),
]
