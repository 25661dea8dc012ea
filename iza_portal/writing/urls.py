from django.urls import path

from iza_portal.writing.views import exchange, figures, pictures

urlpatterns = [
    path("teksten/<int:pk>/begin/", exchange.begin, name="document-begin"),
    path("teksten/<int:pk>/wijzigingen/", exchange.changes, name="document-changes"),
    path("teksten/<int:pk>/afbeeldingen/", pictures.add, name="picture-add"),
    path("teksten/<int:pk>/afbeeldingen/<int:picture_pk>/", pictures.show, name="picture"),
    path("teksten/<int:pk>/cijfers/", figures.search, name="text-figures"),
    path("teksten/<int:pk>/cijfers/stand/", figures.told, name="text-figures-told"),
    path("teksten/<int:pk>/cijfers/<str:code>/", figures.choices, name="text-figure-choices"),
]
