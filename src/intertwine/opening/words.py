"""The few words of this room that are chosen and not typed. A key means the same for ever."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from intertwine.content.shapes import Topic

REACTIONS: dict[str, Promise] = {
    "thanks": gettext_lazy("Thank you for telling me."),
    "moved": gettext_lazy("This touches me."),
    "new": gettext_lazy("I did not know this."),
    "same": gettext_lazy("It is the same for me."),
    "close": gettext_lazy("I feel close to you."),
}

DEPTH_WORDS: dict[int, tuple[Promise, Promise]] = {
    1: (gettext_lazy("Light"), gettext_lazy("Small things of the day, easy to say.")),
    2: (gettext_lazy("Warm"), gettext_lazy("What matters to you, and why.")),
    3: (gettext_lazy("Deep"), gettext_lazy("Wishes, worries, and what is not easy between two people.")),
    4: (gettext_lazy("Tender"), gettext_lazy("What one tells to hardly anybody.")),
}

TOPIC_WORDS: dict[Topic, Promise] = {
    "sex": gettext_lazy("May questions be about sex?"),
    "money": gettext_lazy("May questions be about money?"),
    "past": gettext_lazy("May questions be about earlier relationships and the past?"),
    "family": gettext_lazy("May questions be about the families you come from?"),
    "faith": gettext_lazy("May questions be about faith and what you believe in?"),
}
