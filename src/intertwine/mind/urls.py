from intertwine.mind import (
    bringing,
    hard_day,
    messages,
    plan_views,
    screen_views,
    sharing,
    views,
    your_days,
)
from intertwine.web.policy import Who, route

urlpatterns = [
    route("today", views.today, name="today", who=Who.MEMBER),
    route("today/check-in", views.check_in, name="check-in", who=Who.MEMBER, methods="GET POST"),
    route("today/yesterday", views.yesterday, name="check-in-yesterday", who=Who.MEMBER),
    # an address stays in a browser's history: it says nothing of the day
    route("today/for-now", hard_day.hard_day, name="hard-day", who=Who.MEMBER, methods="GET POST"),
    route("today/for-now/tell", hard_day.tell, name="hard-day-tell", who=Who.PAIRED, methods="POST"),
    route("today/for-now/untell", hard_day.untell, name="hard-day-untell", who=Who.PAIRED, methods="POST"),
    route("today/for-now/undo", hard_day.undo, name="hard-day-undo", who=Who.OWNER, methods="POST"),
    route("mine/days", your_days.your_days, name="your-days", who=Who.OWNER),
    route("mine/diary", bringing.bring, name="bring-diary", who=Who.OWNER, methods="GET POST"),
    route("sharing", sharing.sharing, name="sharing", who=Who.PAIRED_OWNER, methods="GET POST"),
    # every address of a screen is the same whichever it is and whatever is answered
    route("screens", screen_views.screen_list, name="screens", who=Who.OWNER),
    route("screens/ask", screen_views.ask, name="screen-ask", who=Who.MEMBER, methods="GET POST"),
    route("screens/wish", screen_views.wish, name="screen-wish", who=Who.OWNER, methods="POST"),
    route("screens/later", screen_views.put_off, name="put-off", who=Who.MEMBER, methods="POST"),
    route("screens/thought", screen_views.thought_of_help, name="thought-of-help", who=Who.MEMBER, methods="POST"),
    route("screens/<uuid:id>", screen_views.screen, name="screen", who=Who.OWNER),
    route("plan", plan_views.care_plan, name="plan", who=Who.OWNER),
    route("plan/<int:step>", plan_views.plan_part, name="plan-part", who=Who.OWNER, methods="GET POST"),
    route("plan/<int:step>/show", plan_views.show_part, name="plan-show", who=Who.PAIRED_OWNER, methods="GET POST"),
    route("plan/<int:step>/back", plan_views.take_back_part, name="plan-back", who=Who.PAIRED, methods="POST"),
    route("plan/theirs", plan_views.from_partner, name="plan-theirs", who=Who.PAIRED),
    route("messages", messages.messages, name="messages", who=Who.PAIRED),
    route("messages/write", messages.write_message, name="message-write", who=Who.PAIRED, methods="GET POST"),
    route("messages/back", messages.take_back, name="message-back", who=Who.PAIRED, methods="POST"),
]
