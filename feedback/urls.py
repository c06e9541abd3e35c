from django.urls import path

from feedback import views

app_name = "feedback"
urlpatterns = [
    path("feedback/<int:round_id>/", views.form, name="form"),
    path("feedback/<int:round_id>/thanks/", views.thanks, name="thanks"),
    path("trainings/<slug:slug>/feedback/", views.training_summary, name="summary"),
]
