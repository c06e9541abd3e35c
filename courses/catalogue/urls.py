from django.urls import URLPattern, URLResolver, path

from courses.catalogue import views

app_name = "catalogue"
urlpatterns: list[URLPattern | URLResolver] = [
    path("tools/", views.tool_list, name="list"),
    path("tools/compare/", views.compare, name="compare"),
    path("tools/export.<str:form>", views.export, name="export"),
    path("tools/<slug:slug>/", views.tool, name="tool"),
    path("tools/<slug:slug>/publish/", views.publish, name="publish"),
]
