from django.http import HttpRequest, HttpResponse

from intertwine.web.policy import Who, route


def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - says only that it lives, to whoever asks
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [route("health", health, name="health", who=Who.ANYONE)]
