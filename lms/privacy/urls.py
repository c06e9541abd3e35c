from django.urls import path

from lms.privacy.views import address, desk, merging, mine, opening

app_name = "privacy"
urlpatterns = [
    path("my-data/", mine.mine, name="mine"),
    path("my-data/copy/", mine.export, name="export"),
    path("my-data/copies/<uuid:uid>/", mine.download, name="download"),
    path("my-data/correct/", mine.correct, name="correct"),
    path("my-data/erase/", mine.erase, name="erase"),
    path("my-data/requests/<int:pk>/withdraw/", mine.withdraw, name="withdraw"),
    path("my-data/email/", address.change, name="email"),
    path("my-data/email/confirm/<str:token>/", address.confirm, name="email_confirm"),
    path("my-data/email/not-me/<str:token>/", address.undo, name="email_undo"),
    path("data-requests/", desk.requests, name="requests"),
    path("data-requests/retention/", desk.retention, name="retention"),
    path("data-requests/new/", opening.open_request, name="open_request"),
    path("data-requests/merge/", merging.find, name="merge"),
    path("data-requests/merge/<int:keep>/<int:gone>/", merging.preview, name="merge_preview"),
    path("data-requests/<int:pk>/", desk.request_page, name="request"),
    path("data-requests/<int:pk>/settle/", desk.settle, name="settle"),
    path("data-requests/<int:pk>/refuse/", desk.refuse, name="refuse"),
    path("data-requests/<int:pk>/take-back/", desk.take_back, name="take_back"),
    path("data-requests/<int:pk>/copy/", opening.copy, name="copy"),
    path("data-requests/<int:pk>/erase/", desk.erase_now, name="erase_now"),
]
