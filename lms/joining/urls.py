from django.urls import path

from lms.joining.views import apply, members, outside, review

app_name = "joining"
urlpatterns = [
    path("join/", apply.start, name="start"),
    path("join/sent/", apply.sent, name="sent"),
    path("join/confirm/<str:token>/", apply.confirm, name="confirm"),
    path("join/form/", apply.form, name="form"),
    path("join/form/<slug:step>/", apply.form, name="form"),
    path("join/check/", apply.summary, name="summary"),
    path("join/status/", apply.status, name="mine"),
    path("join/status/<str:token>/", apply.status, name="status"),
    path("join/leave/", apply.leave, name="leave"),
    path("join/supervisor/<str:token>/", outside.supervisor, name="supervisor"),
    path("join/reconfirm/<str:token>/", outside.reconfirm, name="reconfirm"),
    path("join/welcome/<str:token>/", outside.welcome, name="welcome"),
    path("membership/", members.mine, name="membership"),
    path("memberships/", members.listing, name="members"),
    path("memberships/<int:pk>/", members.member, name="member"),
    path("applications/", review.queue, name="queue"),
    path("applications/<uuid:uid>/", review.application, name="application"),
    path("applications/<uuid:uid>/opinion/", review.opinion, name="opinion"),
]
