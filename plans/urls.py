from django.urls import path

from plans.views import adoption, arranging, inzage, listing, my_work, opgaven, readiness, reading, starting, writing

urlpatterns = [
    path("mijn-werk/", my_work.my_work, name="my-work"),
    path("regios/<slug:slug>/regioplan-beginnen/", starting.start_plan, name="plan-start"),
    path("plannen/", listing.plan_list, name="plan-list"),
    path("plannen/besloten/", inzage.closed_plans, name="plans-closed"),
    path("plannen/<int:pk>/", reading.plan_detail, name="plan"),
    path("plannen/<int:pk>/geschiedenis/", reading.plan_history, name="plan-history"),
    path("plannen/<int:pk>/inzage/", inzage.ask_inzage, name="plan-inzage"),
    path("plannen/<int:pk>/status/<slug:source>/<slug:target>/", adoption.move_plan, name="plan-move"),
    path("plannen/<int:pk>/gegevens/", arranging.plan_settings, name="plan-settings"),
    path("plannen/<int:pk>/indelen/", arranging.arrange, name="plan-arrange"),
    path("plannen/<int:pk>/onderdelen/<int:section_pk>/", arranging.section_settings, name="section-settings"),
    path("plannen/<int:pk>/onderdelen/<int:section_pk>/bewerken/", writing.edit_section, name="section-edit"),
    path("plannen/<int:pk>/onderdelen/<int:section_pk>/klaar/", readiness.section_ready, name="section-ready"),
    path("plannen/<int:pk>/onderdelen/<int:section_pk>/verplaatsen/", arranging.move_section, name="section-move"),
    path("plannen/<int:pk>/onderdelen/<int:section_pk>/verwijderen/", arranging.remove_section, name="section-remove"),
    path(
        "plannen/<int:pk>/onderdelen/<int:section_pk>/terugzetten/", arranging.restore_section, name="section-restore"
    ),
    path("plannen/<int:pk>/opgaven/", opgaven.opgave_list, name="opgave-list"),
    path("plannen/<int:pk>/opgaven/nieuw/", opgaven.add_opgave, name="opgave-add"),
    path("plannen/<int:pk>/transformatieplan-noemen/", opgaven.add_transformatieplan, name="transformatieplan-add"),
    path("plannen/<int:pk>/opgaven/<int:opgave_pk>/", opgaven.show_opgave, name="opgave"),
    path("plannen/<int:pk>/opgaven/<int:opgave_pk>/wijzigen/", opgaven.edit_opgave, name="opgave-edit"),
    path("plannen/<int:pk>/opgaven/<int:opgave_pk>/verplaatsen/", opgaven.move_opgave, name="opgave-move"),
    path("plannen/<int:pk>/opgaven/<int:opgave_pk>/weghalen/", opgaven.remove_opgave, name="opgave-remove"),
    path("plannen/<int:pk>/opgaven/<int:opgave_pk>/terugzetten/", opgaven.restore_opgave, name="opgave-restore"),
    path("plannen/<int:pk>/opgaven/<int:opgave_pk>/doel-toetsen/", opgaven.check_doel, name="doel-check"),
    path("plannen/<int:pk>/opgaven/<int:opgave_pk>/<slug:kind>/nieuw/", opgaven.add_row, name="row-add"),
    path("plannen/<int:pk>/opgaven/<int:opgave_pk>/<slug:kind>/<int:row_pk>/", opgaven.edit_row, name="row-edit"),
    path(
        "plannen/<int:pk>/opgaven/<int:opgave_pk>/<slug:kind>/<int:row_pk>/verplaatsen/",
        opgaven.move_row,
        name="row-move",
    ),
    path(
        "plannen/<int:pk>/opgaven/<int:opgave_pk>/<slug:kind>/<int:row_pk>/weghalen/",
        opgaven.remove_row,
        name="row-remove",
    ),
]
