from django.urls import path

from iza_portal.writing.views import exchange, figures, history, margin, pictures, versions

urlpatterns = [
    path("teksten/<int:pk>/begin/", exchange.begin, name="document-begin"),
    path("teksten/<int:pk>/wijzigingen/", exchange.changes, name="document-changes"),
    path("teksten/<int:pk>/weg/", exchange.gone, name="document-gone"),
    path("teksten/<int:pk>/kantlijn/", margin.margin, name="margin"),
    path("teksten/<int:pk>/kantlijn/mensen/", margin.people, name="margin-people"),
    path("teksten/<int:pk>/kantlijn/beginnen/", margin.start, name="margin-start"),
    path("teksten/<int:pk>/kantlijn/voorstellen/", margin.suggest, name="margin-suggest"),
    path("teksten/<int:pk>/kantlijn/<int:thread_pk>/antwoorden/", margin.answer_thread, name="margin-answer"),
    path("teksten/<int:pk>/kantlijn/<int:thread_pk>/afsluiten/", margin.close_thread, name="margin-close"),
    path("teksten/<int:pk>/kantlijn/<int:thread_pk>/heropenen/", margin.reopen_thread, name="margin-reopen"),
    path("teksten/<int:pk>/kantlijn/<int:thread_pk>/overnemen/", margin.accept_proposal, name="margin-accept"),
    path("teksten/<int:pk>/kantlijn/<int:thread_pk>/afwijzen/", margin.refuse_proposal, name="margin-refuse"),
    path("teksten/<int:pk>/geschiedenis/", history.moments, name="text-history"),
    path("teksten/<int:pk>/geschiedenis/vergelijken/", history.compare, name="text-compare"),
    path("teksten/<int:pk>/geschiedenis/bewaren/", history.keep, name="text-keep"),
    path("teksten/<int:pk>/geschiedenis/<int:moment_pk>/", history.moment, name="text-moment"),
    path("teksten/<int:pk>/geschiedenis/<int:moment_pk>/terugzetten/", history.put_back, name="text-restore"),
    path("versies/<slug:kind>/<int:pk>/", versions.versions, name="whole-history"),
    path("versies/<slug:kind>/<int:pk>/vergelijken/", versions.compare, name="whole-compare"),
    path("versies/<slug:kind>/<int:pk>/bewaren/", versions.keep, name="whole-keep"),
    path("versies/<slug:kind>/<int:pk>/<int:version_pk>/", versions.version, name="whole-version"),
    path("teksten/<int:pk>/afbeeldingen/", pictures.add, name="picture-add"),
    path("teksten/<int:pk>/afbeeldingen/<int:picture_pk>/", pictures.show, name="picture"),
    path("teksten/<int:pk>/cijfers/", figures.search, name="text-figures"),
    path("teksten/<int:pk>/cijfers/stand/", figures.told, name="text-figures-told"),
    path("teksten/<int:pk>/cijfers/<str:code>/", figures.choices, name="text-figure-choices"),
]
