from intertwine.helping import views
from intertwine.web.policy import Who, route

urlpatterns = [
    route("help", views.help_now, name="help", who=Who.ANYONE),
    route("leave", views.leave, name="leave", who=Who.ANYONE, methods="GET POST"),
]
