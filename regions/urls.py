from django.urls import path, register_converter
from django.urls.converters import StringConverter

from regions.views import figures, home, municipalities, participants, regions


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
]
