from django.urls import path

from certificates import views

app_name = "certificates"
urlpatterns = [
    path("certificates/", views.my_certificates, name="list"),
    path("certificates/<int:pk>/", views.certificate, name="certificate"),
    path("certificates/<int:pk>/download/", views.download, name="download"),
    path("certificates/<int:pk>/replace/", views.replace, name="replace"),
    path("certificates/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("trainings/<slug:slug>/certificates/", views.training_certificates, name="training"),
    path("trainings/<slug:slug>/certificates/issue/", views.issue_all, name="issue_all"),
    path("trainings/<slug:slug>/certificates/archive/", views.archive, name="archive"),
    path("trainings/<slug:slug>/certificates/rules/", views.rules, name="rules"),
    path("trainings/<slug:slug>/certificates/<int:enrolment>/issue/", views.issue_one, name="issue_one"),
    path("verify/", views.check, name="check"),
    path("verify/<str:code>/", views.verify, name="verify"),
]
