from intertwine.patterns import views
from intertwine.web.policy import Who, route

urlpatterns = [
    route("us", views.us, name="us", who=Who.MEMBER),
    route("us/good-days", views.good_days, name="good-days", who=Who.MEMBER),
    route("us/picture", views.picture, name="us-picture", who=Who.PAIRED),
]
