from django.urls import path, register_converter
from django.urls.converters import StringConverter

from regions.views import (
    arranging,
    beginning,
    checking,
    cycles,
    enriching,
    figures,
    home,
    importing,
    involvement,
    municipalities,
    participants,
    regiobeelden,
    regions,
)


class IndicatorCode(StringConverter):
    """The code of an indicator in an address, like BEV04 or MEN01-ERNSTIG."""

    regex = "[A-Z]{3}[0-9]{2}(?:-[A-Z0-9]+)?"


register_converter(IndicatorCode, "indicator")

urlpatterns = [
    path("", home.home, name="home"),
    path("regios/", regions.region_list, name="region-list"),
    path("regios/<slug:slug>/", regions.region_detail, name="region"),
    path("regios/<slug:slug>/geschiedenis/", regions.region_history, name="region-history"),
    path("regios/<slug:slug>/deelnemers/", participants.participants, name="region-participants"),
    path("regios/<slug:slug>/deelnemers/<int:pk>/beeindigen/", participants.end_role, name="participation-end"),
    path("regios/<slug:slug>/regiobeeld-beginnen/", beginning.start_beeld, name="regiobeeld-start"),
    path("regios/<slug:slug>/cijfers/", figures.region_figures, name="region-figures"),
    path("regios/<slug:slug>/cijfers/csv/", figures.region_download, {"form": "csv"}, name="region-csv"),
    path("regios/<slug:slug>/cijfers/xlsx/", figures.region_download, {"form": "xlsx"}, name="region-xlsx"),
    path("regios/<slug:slug>/cijfers/<slug:theme>/", figures.region_theme, name="region-theme"),
    path("regios/<slug:slug>/cijfers/<slug:theme>/csv/", figures.region_download, {"form": "csv"}, name="theme-csv"),
    path("regios/<slug:slug>/cijfers/<slug:theme>/xlsx/", figures.region_download, {"form": "xlsx"}, name="theme-xlsx"),
    path("cijfers/", figures.indicator_list, name="indicator-list"),
    path("cijfers/<indicator:code>/", figures.indicator, name="indicator"),
    path("cijfers/<indicator:code>/csv/", figures.indicator_download, {"form": "csv"}, name="indicator-csv"),
    path("cijfers/<indicator:code>/xlsx/", figures.indicator_download, {"form": "xlsx"}, name="indicator-xlsx"),
    path("gemeenten/", municipalities.municipality_list, name="municipality-list"),
    path("gemeenten/<slug:cbs_code>/", municipalities.municipality_detail, name="municipality"),
    path("cijfers/inlezen/", importing.figure_batches, name="figure-batches"),
    path("cijfers/inlezen/<int:pk>/", importing.figure_batch, name="figure-batch"),
    path("cijfers/inlezen/<int:pk>/stand/", importing.figure_batch_state, name="figure-batch-state"),
    path("cijfers/inlezen/<int:pk>/kolommen/", importing.figure_columns, name="figure-columns"),
    path("cijfers/inlezen/<int:pk>/tabel/", importing.figure_table, name="figure-table"),
    path("cijfers/inlezen/<int:pk>/verwerken/", importing.figure_process, name="figure-process"),
    path("cijfers/inlezen/<int:pk>/intrekken/", importing.figure_withdraw, name="figure-withdraw"),
    path("cijfers/inlezen/<int:pk>/weggooien/", importing.figure_discard, name="figure-discard"),
    path("cijfers/inlezen/<int:pk>/opnieuw/", importing.figure_retry, name="figure-retry"),
    path("cijfers/inlezen/<int:pk>/geweigerd/", importing.figure_refusals, name="figure-refusals"),
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
    path("regiobeelden/<int:pk>/cycli/openen/", cycles.open_cycle, name="cycle-open"),
    path("regiobeelden/<int:pk>/cycli/<int:number>/", cycles.cycle_detail, name="cycle"),
    path("regiobeelden/<int:pk>/cycli/<int:number>/reageren/", cycles.react, name="cycle-react"),
    path("regiobeelden/<int:pk>/cycli/<int:number>/reacties/", cycles.handle, name="cycle-handle"),
    path("regiobeelden/<int:pk>/cycli/<int:number>/wijzigen/", cycles.change_cycle, name="cycle-change"),
    path("regiobeelden/<int:pk>/cycli/<int:number>/afsluiten/", cycles.close_cycle, name="cycle-close"),
    path("regiobeelden/<int:pk>/betrokkenen/", involvement.involved_parties, name="regiobeeld-involvement"),
    path("regiobeelden/<int:pk>/betrokkenen/wel/", involvement.add_involved, name="involvement-add"),
    path("regiobeelden/<int:pk>/betrokkenen/niet/", involvement.add_not_involved, name="involvement-absent"),
    path(
        "regiobeelden/<int:pk>/betrokkenen/<int:row_pk>/weghalen/",
        involvement.remove_involved,
        name="involvement-remove",
    ),
    path("regiobeelden/<int:pk>/toets/", checking.check_page, name="regiobeeld-check"),
]
