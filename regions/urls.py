from django.urls import path

from regions.views import home, municipalities, participants, regions

urlpatterns = [
    path("", home.home, name="home"),
    path("regios/", regions.region_list, name="region-list"),
    path("regios/<slug:slug>/", regions.region_detail, name="region"),
    path("regios/<slug:slug>/geschiedenis/", regions.region_history, name="region-history"),
    path("regios/<slug:slug>/deelnemers/", participants.participants, name="region-participants"),
    path("regios/<slug:slug>/deelnemers/<int:pk>/beeindigen/", participants.end_role, name="participation-end"),
    path("gemeenten/", municipalities.municipality_list, name="municipality-list"),
    path("gemeenten/<slug:cbs_code>/", municipalities.municipality_detail, name="municipality"),
]
