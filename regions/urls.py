from django.urls import path

from regions.views import home, importing, municipalities, participants, regions

urlpatterns = [
    path("", home.home, name="home"),
    path("regios/", regions.region_list, name="region-list"),
    path("regios/<slug:slug>/", regions.region_detail, name="region"),
    path("regios/<slug:slug>/geschiedenis/", regions.region_history, name="region-history"),
    path("regios/<slug:slug>/deelnemers/", participants.participants, name="region-participants"),
    path("regios/<slug:slug>/deelnemers/<int:pk>/beeindigen/", participants.end_role, name="participation-end"),
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
]
