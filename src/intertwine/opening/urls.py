from intertwine.opening import pace, views
from intertwine.web.policy import Who, route

# An address says that there is a question, never which one, and never whether it was answered.
urlpatterns = [
    route("together", views.together, name="together", who=Who.PAIRED),
    route("together/question/<uuid:id>", views.question, name="question", who=Who.PAIRED, methods="GET POST"),
    route("together/question/<uuid:id>/back", views.withdraw, name="question-back", who=Who.PAIRED, methods="POST"),
    route("together/question/<uuid:id>/aside", views.aside, name="question-aside", who=Who.PAIRED, methods="POST"),
    route("together/ask", views.ask, name="question-own", who=Who.PAIRED, methods="GET POST"),
    route("together/opened", views.archive, name="opened", who=Who.PAIRED),
    route("together/opened/<uuid:id>", views.opened, name="opened-pair", who=Who.PAIRED, methods="GET POST"),
    route("together/pace", pace.pace, name="pace", who=Who.PAIRED_OWNER, methods="GET POST"),
]
