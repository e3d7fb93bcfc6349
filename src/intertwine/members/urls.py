from intertwine.members import own, views
from intertwine.web.policy import Who, route

urlpatterns = [
    route("", views.welcome, name="welcome", who=Who.ANYONE),
    route("host", views.host, name="host", who=Who.ANYONE),
    route("sign-up", views.sign_up, name="sign-up", who=Who.ANYONE, methods="GET POST"),
    route("sign-in", views.sign_in, name="sign-in", who=Who.ANYONE, methods="GET POST"),
    route("sign-in/code", views.sign_in_with_code, name="sign-in-with-code", who=Who.ANYONE, methods="GET POST"),
    route("sign-out", views.sign_out, name="sign-out", who=Who.NEWCOMER, methods="POST"),
    route("code", views.recovery_code, name="recovery-code", who=Who.NEWCOMER, methods="GET POST"),
    route("open", views.open_private, name="open-private", who=Who.NEWCOMER, methods="GET POST"),
    route("close", views.close_private, name="close-private", who=Who.NEWCOMER, methods="POST"),
    route("mine", own.mine, name="mine", who=Who.MEMBER),
    route("mine/place", own.place, name="mine-place", who=Who.MEMBER, methods="GET POST"),
    route("mine/password", own.password, name="mine-password", who=Who.MEMBER, methods="GET POST"),
    route("mine/code", own.new_code, name="mine-code", who=Who.MEMBER, methods="GET POST"),
    route("mine/pin", own.device_pin, name="mine-pin", who=Who.OWNER, methods="GET POST"),
    route("mine/pin/forget", own.forget_pin, name="mine-pin-forget", who=Who.MEMBER, methods="POST"),
    route("mine/everywhere", own.everywhere, name="sign-out-everywhere", who=Who.MEMBER, methods="POST"),
]
