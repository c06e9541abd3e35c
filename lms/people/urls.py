from django.urls import path

from lms.people.views import accounts, agreements, profile, terms

app_name = "people"
urlpatterns = [
    path("agreements/accept/", agreements.accept, name="accept"),
    path("agreements/<slug:kind>/", agreements.read, name="agreement"),
    path("agreements/<slug:kind>/<str:version>/", agreements.read, name="agreement_version"),
    path("profile/", profile.profile, name="profile"),
    path("people/", accounts.listing, name="accounts"),
    path("people/<int:pk>/", accounts.account, name="account"),
    path("people/terms/", terms.listing, name="terms"),
    path("people/terms/<slug:kind>/", terms.new, name="terms_new"),
    path("language/", profile.language, name="language"),
]
