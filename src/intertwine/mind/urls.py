from intertwine.mind import hard_day, sharing, views
from intertwine.web.policy import Who, route

urlpatterns = [
    route("today", views.today, name="today", who=Who.MEMBER),
    route("today/check-in", views.check_in, name="check-in", who=Who.MEMBER, methods="GET POST"),
    route("today/yesterday", views.yesterday, name="check-in-yesterday", who=Who.MEMBER),
    # an address stays in a browser's history: it says nothing of the day
    route("today/for-now", hard_day.hard_day, name="hard-day", who=Who.MEMBER, methods="GET POST"),
    route("today/for-now/tell", hard_day.tell, name="hard-day-tell", who=Who.PAIRED, methods="POST"),
    route("today/for-now/untell", hard_day.untell, name="hard-day-untell", who=Who.PAIRED, methods="POST"),
    route("sharing", sharing.sharing, name="sharing", who=Who.PAIRED_OWNER, methods="GET POST"),
]
