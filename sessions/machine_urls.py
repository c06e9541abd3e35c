"""Addresses without a language: what calendar programs and QR codes call."""

from django.urls import path

from sessions.views import calendar, check_in

app_name = "calendars"
urlpatterns = [
    path("calendar/<str:token>.ics", calendar.feed, name="feed"),
    path("check-in/", check_in.into_language, name="check_in"),
]
