from django.urls import path

from lms.demo import views

app_name = "demo"
urlpatterns = [
    path("mail/", views.mails, name="mail"),
    path("mail/<str:name>/", views.mail, name="mail_one"),
]
