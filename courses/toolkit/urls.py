from django.urls import URLPattern, URLResolver, path

from courses.toolkit import views

app_name = "toolkit"
urlpatterns: list[URLPattern | URLResolver] = [
    path("toolkit/", views.home, name="home"),
    path("toolkit/principles/<slug:slug>/", views.principle, name="principle"),
]
