from django.urls import path

from lms.people.views import agreements, profile

app_name = "people"
urlpatterns = [
    path("agreements/accept/", agreements.accept, name="accept"),
    path("agreements/<slug:kind>/", agreements.read, name="agreement"),
    path("agreements/<slug:kind>/<str:version>/", agreements.read, name="agreement_version"),
    path("profile/", profile.profile, name="profile"),
    path("language/", profile.language, name="language"),
]
