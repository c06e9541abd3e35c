from django.urls import path

from assessments.views import results, taking

app_name = "assessments"
urlpatterns = [
    path("assessments/<int:lesson_id>/", taking.start, name="start"),
    path("assessments/attempts/<int:attempt_id>/", taking.attempt, name="attempt"),
    path("assessments/attempts/<int:attempt_id>/<int:place>/", taking.attempt, name="question"),
    path("assessments/attempts/<int:attempt_id>/overview/", taking.overview, name="overview"),
    path("assessments/attempts/<int:attempt_id>/save/", taking.save, name="save"),
    path("assessments/attempts/<int:attempt_id>/clock/", taking.clock, name="clock"),
    path("assessments/attempts/<int:attempt_id>/hand-in/", taking.hand_in, name="hand_in"),
    path("assessments/attempts/<int:attempt_id>/result/", results.result, name="result"),
    path("assessments/attempts/<int:attempt_id>/extra-time/", results.extra_time, name="extra_time"),
    path("trainings/<slug:slug>/results/", results.training_results, name="training_results"),
]
