from django.urls import path, re_path

from sessions.views import agenda, calendar, check_in, live, register

app_name = "sessions"
urlpatterns = [
    path("trainings/<slug:slug>/sessions/", agenda.training_agenda, name="agenda"),
    path("trainings/<slug:slug>/sessions/make/", agenda.make, name="make"),
    path("trainings/<slug:slug>/sessions/add/", agenda.add, name="add"),
    path("trainings/<slug:slug>/sessions/series/", agenda.series, name="series"),
    path("trainings/<slug:slug>/sessions/calendar.ics", calendar.download, name="download"),
    path("trainings/<slug:slug>/register/", register.table, name="register"),
    path("trainings/<slug:slug>/register/mark/", register.mark, name="mark"),
    path("trainings/<slug:slug>/register/sheet/", register.sheet, name="sheet"),
    re_path(
        r"^trainings/(?P<slug>[-\w]+)/register/export\.(?P<form>csv|xlsx)$", register.export, name="register_export"
    ),
    path("sessions/<int:pk>/", agenda.session, name="session"),
    path("sessions/<int:pk>/move/", agenda.move, name="move"),
    path("sessions/<int:pk>/place/", agenda.place, name="place"),
    path("sessions/<int:pk>/cancel/", agenda.cancel, name="cancel"),
    path("sessions/<int:pk>/code/", check_in.screen, name="code"),
    path("sessions/<int:pk>/checked-in/", check_in.done, name="checked_in"),
    path("sessions/<int:pk>/room/", live.room, name="room"),
    path("live/", live.now, name="live"),
    path("check-in/", check_in.page, name="check_in"),
    path("calendar/", calendar.address, name="calendar"),
    path("calendar/new/", calendar.new_address, name="new_calendar"),
    path("calendar/revoke/", calendar.revoke_address, name="revoke_calendar"),
]
