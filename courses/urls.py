from django.urls import URLPattern, URLResolver, path

from courses.views import courses, lessons

app_name = "courses"
urlpatterns: list[URLPattern | URLResolver] = [
    path("courses/", courses.course_list, name="list"),
    path("courses/<slug:slug>/", courses.course, name="course"),
    path("courses/<slug:slug>/start/", courses.start_course, name="start"),
    path("courses/<slug:slug>/lessons/<int:pk>/", lessons.lesson, name="lesson"),
    path("courses/<slug:slug>/lessons/<int:pk>/complete/", lessons.complete, name="lesson_complete"),
    path("courses/<slug:slug>/lessons/<int:pk>/opened/", lessons.opened, name="lesson_opened"),
]
