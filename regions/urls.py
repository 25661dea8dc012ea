from django.urls import path

from regions.views import arranging, beginning, enriching, home, municipalities, participants, regiobeelden, regions

urlpatterns = [
    path("", home.home, name="home"),
    path("regios/", regions.region_list, name="region-list"),
    path("regios/<slug:slug>/", regions.region_detail, name="region"),
    path("regios/<slug:slug>/geschiedenis/", regions.region_history, name="region-history"),
    path("regios/<slug:slug>/deelnemers/", participants.participants, name="region-participants"),
    path("regios/<slug:slug>/deelnemers/<int:pk>/beeindigen/", participants.end_role, name="participation-end"),
    path("regios/<slug:slug>/regiobeeld-beginnen/", beginning.start_beeld, name="regiobeeld-start"),
    path("gemeenten/", municipalities.municipality_list, name="municipality-list"),
    path("gemeenten/<slug:cbs_code>/", municipalities.municipality_detail, name="municipality"),
    path("regiobeelden/", regiobeelden.regiobeeld_list, name="regiobeeld-list"),
    path("regiobeelden/<int:pk>/", regiobeelden.regiobeeld_detail, name="regiobeeld"),
    path("regiobeelden/<int:pk>/geschiedenis/", regiobeelden.regiobeeld_history, name="regiobeeld-history"),
    path("regiobeelden/<int:pk>/wat-veranderde/", regiobeelden.regiobeeld_changes, name="regiobeeld-changes"),
    path("regiobeelden/<int:pk>/status/<slug:source>/<slug:target>/", beginning.move_beeld, name="regiobeeld-move"),
    path("regiobeelden/<int:pk>/herijken/", beginning.renew_beeld, name="regiobeeld-renew"),
    path("regiobeelden/<int:pk>/gegevens/", arranging.beeld_settings, name="regiobeeld-settings"),
    path("regiobeelden/<int:pk>/procesvoorstel/", arranging.proposal, name="regiobeeld-proposal"),
    path("regiobeelden/<int:pk>/indelen/", arranging.arrange, name="regiobeeld-arrange"),
    path("regiobeelden/<int:pk>/themas/<int:theme_pk>/", regiobeelden.theme_detail, name="regiobeeld-theme"),
    path("regiobeelden/<int:pk>/themas/<int:theme_pk>/bewerken/", enriching.edit_theme, name="theme-edit"),
    path("regiobeelden/<int:pk>/themas/<int:theme_pk>/gegevens/", arranging.theme_settings, name="theme-settings"),
    path("regiobeelden/<int:pk>/themas/<int:theme_pk>/verplaatsen/", arranging.move_theme, name="theme-move"),
    path("regiobeelden/<int:pk>/themas/<int:theme_pk>/verwijderen/", arranging.remove_theme, name="theme-remove"),
    path("regiobeelden/<int:pk>/themas/<int:theme_pk>/terugzetten/", arranging.restore_theme, name="theme-restore"),
    path(
        "regiobeelden/<int:pk>/themas/<int:theme_pk>/cijfers/<int:indicator_pk>/verplaatsen/",
        arranging.move_indicator,
        name="theme-indicator-move",
    ),
    path("regiobeelden/<int:pk>/themas/<int:theme_pk>/nieuw/<slug:kind>/", enriching.add_point, name="point-add"),
    path("regiobeelden/<int:pk>/punten/<int:point_pk>/", enriching.edit_point, name="point-edit"),
    path("regiobeelden/<int:pk>/punten/<int:point_pk>/verplaatsen/", enriching.move_point, name="point-move"),
    path("regiobeelden/<int:pk>/punten/<int:point_pk>/verwijderen/", enriching.remove_point, name="point-remove"),
]
