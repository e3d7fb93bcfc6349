"""Every room's routes. Handlers for errors are pages too."""

from django.urls import include, path

urlpatterns = [
    path("", include("intertwine.web.urls")),
    path("", include("intertwine.members.urls")),
    path("", include("intertwine.couples.urls")),
    path("", include("intertwine.mind.urls")),
    path("", include("intertwine.opening.step_urls")),
    path("", include("intertwine.opening.urls")),
    path("", include("intertwine.patterns.urls")),
    path("", include("intertwine.helping.urls")),
]

handler400 = "intertwine.web.errors.bad_request"
handler403 = "intertwine.web.errors.forbidden"
handler404 = "intertwine.web.errors.not_found"
handler500 = "intertwine.web.errors.server_error"
