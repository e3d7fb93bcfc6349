from intertwine.helping import views
from intertwine.web.policy import Who, route

urlpatterns = [
    route("help", views.help_now, name="help", who=Who.ANYONE),
    route("help/find", views.find_help, name="find-help", who=Who.ANYONE),
    route("help/one", views.for_one, name="for-one", who=Who.ANYONE, methods="GET POST"),
    route("help/one/again", views.for_one_back, name="for-one-back", who=Who.MEMBER, methods="POST"),
    route("leave", views.leave, name="leave", who=Who.ANYONE, methods="GET POST"),
    route("kitchen", views.kitchen, name="kitchen", who=Who.ANYONE),
    route("no-connection", views.no_connection, name="no-connection", who=Who.ANYONE),
    route("worker.js", views.worker, name="worker", who=Who.ANYONE),
]
