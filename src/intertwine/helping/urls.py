from intertwine.helping import hand_off_views, views
from intertwine.web.policy import Who, route

urlpatterns = [
    route("help", views.help_now, name="help", who=Who.ANYONE),
    route("help/find", views.find_help, name="find-help", who=Who.ANYONE),
    route("help/one", views.for_one, name="for-one", who=Who.ANYONE, methods="GET POST"),
    route("help/one/again", views.for_one_back, name="for-one-back", who=Who.MEMBER, methods="POST"),
    route("hand-off", hand_off_views.hand_off, name="hand-off", who=Who.OWNER, methods="GET POST"),
    route("hand-off/paper", hand_off_views.hand_off_pdf, name="hand-off-pdf", who=Who.OWNER, methods="POST"),
    route("hand-off/record", hand_off_views.hand_off_fhir, name="hand-off-fhir", who=Who.OWNER, methods="POST"),
    route("hand-off/data", hand_off_views.hand_off_json, name="hand-off-json", who=Who.OWNER, methods="POST"),
    route("leave", views.leave, name="leave", who=Who.ANYONE, methods="GET POST"),
    route("kitchen", views.kitchen, name="kitchen", who=Who.ANYONE),
    route("no-connection", views.no_connection, name="no-connection", who=Who.ANYONE),
    route("worker.js", views.worker, name="worker", who=Who.ANYONE),
]
