from django.urls import URLPattern, URLResolver, path

from lms.officers.views import contact, directory, me, moderation, safety

app_name = "officers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("officers/", directory.officers, name="list"),
    path("officers/me/", me.edit, name="edit"),
    path("officers/me/preview/", me.preview, name="preview"),
    path("officers/requests/", contact.requests, name="requests"),
    path("officers/requests/<uuid:uid>/accept/", contact.accept_request, name="accept"),
    path("officers/requests/<uuid:uid>/decline/", contact.decline_request, name="decline"),
    path("officers/requests/<uuid:uid>/withdraw/", contact.withdraw_request, name="withdraw"),
    path("officers/conversations/<uuid:uid>/", contact.conversation, name="conversation"),
    path("officers/blocked/<int:block_id>/undo/", safety.undo_block, name="unblock"),
    path("officers/moderation/", moderation.queue, name="moderation"),
    path("officers/moderation/<int:report_id>/", moderation.case, name="report_case"),
    path("officers/moderation/hidden/<int:profile_id>/", moderation.give_back, name="let_back"),
    path("officers/<str:source>/<uuid:uid>/block/", safety.block_officer, name="block"),
    path("officers/<str:source>/<uuid:uid>/report/", safety.report_officer, name="report"),
    path("officers/<uuid:uid>/", directory.profile, name="profile"),
]
