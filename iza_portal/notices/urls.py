from django.urls import path

from iza_portal.notices import views

urlpatterns = [
    path("profiel/berichten/", views.wishes, name="notice-wishes"),
    path("berichten/", views.notice_list, name="notice-list"),
    path("berichten/gelezen/", views.mark_read, name="notices-read"),
    path("berichten/<int:pk>/", views.open_notice, name="notice"),
]
