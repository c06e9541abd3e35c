from django.urls import path

from lms.reports import views

app_name = "reports"
urlpatterns = [path("reports/", views.countries, name="countries")]
