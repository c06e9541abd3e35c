from django.urls import path

from lms.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("trainings/<slug:slug>/", views.training, name="training"),
    path("trainings/<slug:slug>/certificate-card/", views.certificate_card, name="certificate_card"),
]
