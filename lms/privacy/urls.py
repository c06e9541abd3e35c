from django.urls import path

from lms.privacy.views import address, mine

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
]
