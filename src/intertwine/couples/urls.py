from intertwine.couples import views
from intertwine.web.policy import Who, route

# Whoever only holds an unlocked phone must not decide who gets a key: what gives keys asks for the private space.
urlpatterns = [
    route("join", views.join, name="join", who=Who.ANYONE),
    route("join/<str:token>", views.join_link, name="join-link", who=Who.ANYONE),
    route("pairing", views.pairing, name="pairing", who=Who.MEMBER),
    route("pairing/invite", views.invite, name="pairing-invite", who=Who.OWNER, methods="POST"),
    route("pairing/withdraw", views.withdraw, name="pairing-withdraw", who=Who.MEMBER, methods="POST"),
    route("pairing/compare", views.compare, name="pairing-compare", who=Who.OWNER, methods="POST"),
    route("pairing/same", views.same, name="pairing-same", who=Who.OWNER, methods="POST"),
    route("pairing/different", views.different, name="pairing-different", who=Who.MEMBER, methods="POST"),
    route("couple", views.couple, name="couple", who=Who.PAIRED),
    # the way out asks for no password: whoever needs it may have no time
    route("couple/space", views.space, name="space", who=Who.MEMBER, methods="GET POST"),
    route("couple/words", views.our_words, name="couple-words", who=Who.PAIRED),
    route("couple/renew", views.renew, name="couple-renew", who=Who.PAIRED_OWNER, methods="POST"),
]
