from django.urls import URLPattern, URLResolver, path

from courses.views import cancelling, courses, invitation, lessons, roster, trainings

app_name = "courses"
urlpatterns: list[URLPattern | URLResolver] = [
    path("courses/", courses.course_list, name="list"),
    path("courses/<slug:slug>/", courses.course, name="course"),
    path("courses/<slug:slug>/start/", courses.start_course, name="start"),
    path("courses/<slug:slug>/lessons/<int:pk>/", lessons.lesson, name="lesson"),
    path("courses/<slug:slug>/lessons/<int:pk>/complete/", lessons.complete, name="lesson_complete"),
    path("courses/<slug:slug>/lessons/<int:pk>/opened/", lessons.opened, name="lesson_opened"),
    path("trainings/", trainings.trainings, name="trainings"),
    path("trainings/new/", trainings.training_new, name="training_new"),
    path("trainings/<slug:slug>/edit/", trainings.training_edit, name="training_edit"),
    path("trainings/<slug:slug>/cancel/", cancelling.training_cancel, name="training_cancel"),
    path("trainings/<slug:slug>/accept/", trainings.accept, name="accept"),
    path("trainings/<slug:slug>/decline/", trainings.decline, name="decline"),
    path("trainings/<slug:slug>/people/", trainings.people, name="people"),
    path("trainings/<slug:slug>/people/invite/", trainings.invite, name="invite"),
    path("trainings/<slug:slug>/people/withdraw/", trainings.withdraw_people, name="withdraw"),
    path("trainings/<slug:slug>/roster/", roster.roster, name="roster"),
    path("trainings/<slug:slug>/roster/<int:pk>/columns/", roster.columns, name="roster_columns"),
    path("trainings/<slug:slug>/roster/<int:pk>/check/", roster.check, name="roster_check"),
    path("trainings/<slug:slug>/roster/<int:pk>/choose/", roster.choose, name="roster_choose"),
    path("trainings/<slug:slug>/roster/<int:pk>/rows/<int:row>/", roster.line, name="roster_line"),
    path("trainings/<slug:slug>/roster/<int:pk>/repair/", roster.rows_to_repair, name="roster_repair"),
    path("trainings/<slug:slug>/roster/<int:pk>/done/", roster.done, name="roster_done"),
    path("trainings/<slug:slug>/roster/<int:pk>/undo/", roster.undo, name="roster_undo"),
    path("join/invitation/<str:token>/", invitation.invitation, name="invitation"),
]
