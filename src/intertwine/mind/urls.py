from intertwine.mind import sharing, views
from intertwine.web.policy import Who, route

urlpatterns = [
    route("today", views.today, name="today", who=Who.MEMBER),
    route("today/check-in", views.check_in, name="check-in", who=Who.MEMBER, methods="GET POST"),
    route("today/yesterday", views.yesterday, name="check-in-yesterday", who=Who.MEMBER),
    # an address stays in a browser's history: it says nothing of the day
    route("today/for-now", views.hard_day, name="hard-day", who=Who.MEMBER, methods="GET POST"),
    route("sharing", sharing.sharing, name="sharing", who=Who.PAIRED_OWNER, methods="GET POST"),
]
