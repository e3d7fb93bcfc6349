from intertwine.helping import views
from intertwine.web.policy import Who, route

urlpatterns = [
    route("help", views.help_now, name="help", who=Who.ANYONE),
    # exempt from CSRF inside the view's decorator: the way out must never answer "this page is too old"
    route("leave", views.leave, name="leave", who=Who.ANYONE, methods="GET POST"),
]
