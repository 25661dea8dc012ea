from django.urls import path

from regions.views import checking, cycles, home, involvement, municipalities, participants, regions

urlpatterns = [
    path("", home.home, name="home"),
    path("regios/", regions.region_list, name="region-list"),
    path("regios/<slug:slug>/", regions.region_detail, name="region"),
    path("regios/<slug:slug>/geschiedenis/", regions.region_history, name="region-history"),
    path("regios/<slug:slug>/deelnemers/", participants.participants, name="region-participants"),
    path("regios/<slug:slug>/deelnemers/<int:pk>/beeindigen/", participants.end_role, name="participation-end"),
    path("regiobeelden/<int:pk>/cycli/openen/", cycles.open_cycle, name="cycle-open"),
    path("regiobeelden/<int:pk>/cycli/<int:number>/", cycles.cycle_detail, name="cycle"),
    path("regiobeelden/<int:pk>/cycli/<int:number>/reageren/", cycles.react, name="cycle-react"),
    path("regiobeelden/<int:pk>/cycli/<int:number>/reacties/", cycles.handle, name="cycle-handle"),
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
    path("gemeenten/", municipalities.municipality_list, name="municipality-list"),
    path("gemeenten/<slug:cbs_code>/", municipalities.municipality_detail, name="municipality"),
]
