from django.urls import URLPattern, URLResolver, path

from lms.rooms import views

app_name = "rooms"
urlpatterns: list[URLPattern | URLResolver] = [
    path("rooms/<int:room_id>/", views.room_page, name="room"),
    path("rooms/<int:room_id>/screen/", views.screen, name="screen"),
    path("rooms/<int:room_id>/state/", views.state, name="state"),
    path("rooms/<int:room_id>/events/", views.events, name="events"),
    path("rooms/<int:room_id>/people/", views.people, name="people"),
    path("rooms/<int:room_id>/send/", views.send, name="send"),
    path("rooms/<int:room_id>/export.csv", views.export_csv, name="export_csv"),
    path("rooms/<int:room_id>/export.txt", views.export_text, name="export_text"),
]
