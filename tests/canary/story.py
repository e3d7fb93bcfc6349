"""Two people in their house: everything its pages take, each time with words that must never be found again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape

from tests.canary.searching import AWKWARD, Canaries
from tests.live import Answer, House, Phone, checks_in, signs_up

NAMED = re.compile(r'<(?:input|textarea|select|button)[^>]* name="([^"]+)"')
FORMS = re.compile(r"<form(.*?)</form>", re.DOTALL)
GOES_TO = re.compile(r'action="([^"]+)"')
PINS = ("480213", "915377")

# Our own names of entries, items and feelings: a file that held them would tell what kind of thing was written.
KINDS = (
    "mind.check-in",
    "mind.reading",
    "mind.weather",
    "mind.hard-day",
    "opening.line",
    "opening.pace",
    "opening.opened",
    "opening.reaction",
    "opening.question-left",
    "mind.screen",
    "mind.plan-part",
    "mind.message",
    "help-me",
    "phq-9",
    "valence",
    "wistful",
    "care_what",
    "good_news",
    "afraid",
    "ruled",
)


@dataclass
class Story:
    house: House
    canaries: Canaries = field(default_factory=Canaries)

    def begin(self) -> tuple[Phone, Phone]:
        """Alice and Bob sign up, pair and share."""
        for word in KINDS:
            self.canaries.secret("a kind of entry", word)
        alice, bob = self.house.phone(), self.house.phone()
        self.passwords = {}
        for phone, name, pin in ((alice, "Alice", PINS[0]), (bob, "Bob", PINS[1])):
            self.passwords[id(phone)] = self.canaries("password")
            self.keep_code(signs_up(phone, self.canaries(name), self.passwords[id(phone)]))
            assert (
                phone.post(
                    "/mine/pin", password=self.passwords[id(phone)], pin=self.canaries.secret("a PIN", pin)
                ).status
                == 302
            )
        self.pair(alice, bob)
        for phone in (alice, bob):
            assert phone.post("/sharing", feeds="yes", draws="yes", weather="yes").status == 302
        return alice, bob

    def keep_code(self, code: str) -> None:
        for way in (code, code.replace("-", ""), code.replace("-", "").lower(), code.replace("-", " ")):
            self.canaries.secret("a recovery code", way)

    def pair(self, alice: Phone, bob: Phone) -> None:
        alice.post("/pairing/invite")
        link = re.search(r"/join/([\w-]+)<", alice.get("/pairing").text)
        assert link is not None
        self.invitation = self.canaries.secret("an invitation", link[1])
        bob.get(f"/join/{link[1]}")
        bob.post("/pairing/compare")
        for phone in (alice, bob):
            phone.post("/pairing/same", seen=phone.get("/pairing").carried["seen"])
        assert alice.get("/couple").status == 200

    def days_go_by(self, phone: Phone, times: int) -> None:
        """The private space closed now and then, the same day changed again and again, lines added unseen."""
        for turn in range(times):
            if turn % 10 == 5:
                phone.post("/close")
            unseen = {"seen": ""} if turn % 4 == 0 else {}
            typed = {"valence": str(turn % 11), "feelings": ["wistful"], "line": self.canaries("line")}
            typed |= {name: self.canaries(name) for name in ("own_words", "tags", "care_what")} | {"sleep": "450"}
            kept = checks_in(phone, **typed, **unseen)
            assert kept.leads_to == "/today", kept.text
            if turn % 10 == 9:
                self.open_again(phone)

    def a_hard_day(self, phone: Phone) -> None:
        """Said, told, taken back and told again."""
        assert phone.post("/today/for-now", line=self.canaries("line")).status == 302
        for what in ("tell", "untell", "tell"):
            assert phone.post(f"/today/for-now/{what}").status == 302

    def brings_a_diary(self, phone: Phone) -> None:
        """Looked at, and brought in."""
        note, tag = self.canaries("note"), self.canaries("activity")
        text = f"full_date,mood,activities,note\n2026-03-01,good,{tag},{note}\n"
        seen = phone.upload("/mine/diary", text.encode(), whole="yes")
        held = self.canaries.secret("a diary under way", seen.carried["held"])
        assert phone.post("/mine/diary", held=held, go="bring").leads_to == "/mine/days"

    def open_again(self, phone: Phone) -> None:
        phone.post("/open", password=self.canaries("wrong"))
        phone.post("/open", pin="000000")
        assert phone.post("/open", password=self.passwords[id(phone)], just_mine="yes").status == 302

    def everything_wrong(self, phone: Phone, wheres: list[str]) -> None:
        """A marked word in every field of every form of every page, and in every address."""
        for where in wheres:
            page = phone.get(f"{where}?next={_quoted(self.canaries('next'))}&done={_quoted(self.canaries('done'))}")
            for goes_to, names in forms_of(where, page):
                phone.post(goes_to, **{name: self.canaries(name) for name in [*names, "extra"]})

    def shows_a_little(self, phone: Phone) -> None:
        """A note and what is shown of it, a draft, a letter that waits and one that is open."""
        note = phone.get("/notes/new").carried
        assert phone.post("/notes/new", **{**note, "text": self.canaries("note")}).leads_to == "/notes"
        where = re.findall(r'href="(/shown/[0-9a-f-]{36})"', phone.get("/shown").body.decode())[0]
        chosen = {"step": "2", "gist": self.canaries("gist"), "lasting": "0"}
        preview = phone.post(where, **chosen)
        assert phone.post(where, **preview.carried, go="show").leads_to == "/shown"
        for more in (
            {"go": "keep"},
            {"go": "wait", "how": "hand"},
            {"go": "wait", "how": "date", "opens": f"{date.today().year + 2}-01-01"},
        ):
            letter = phone.get("/letters/new").carried
            typed = {**letter, "text": self.canaries("letter"), **more}
            assert phone.post("/letters/new", **typed).leads_to == "/letters"
        assert phone.post(f"/letters/{letter['id']}", go="open").leads_to == "/letters"

    def looks_closer(self, phone: Phone) -> None:
        """A screen put aside and one that weighs heavily, a care plan, a part of it shared, and a message."""
        typed = {f"a{number}": 1 for number in range(1, 10)}
        assert phone.post("/screens/ask", screen="phq-9", go="aside", a1=1).status == 200
        heavy = {"screen": "phq-9", "at": 9, "country": self.canaries("country"), **typed}
        assert "You matter." in phone.post("/screens/ask", **heavy).text
        assert phone.post("/screens/later", what=self.canaries("what")).leads_to == "/today"
        assert phone.post("/screens/thought").status == 302
        for number in range(1, 8):
            assert phone.post(f"/plan/{number}", text=self.canaries("part"), seen="").leads_to == "/plan"
        seen = phone.get("/plan/7/show").carried["seen"]
        assert phone.post("/plan/7/show", seen=seen).leads_to == "/plan"
        preview = phone.post("/messages/write", text=self.canaries("message"))
        assert phone.post("/messages/write", **preview.carried, go="send").leads_to == "/messages"

    def hands_over(self, phone: Phone) -> None:
        """A summary for a professional, looked at and taken along in every form there is."""
        words = self.canaries("words")
        typed = {"span": "28", "parts": ["mind", "lines"], "own_words": words, "name": self.canaries("name")}
        seen = {**typed, "seen": phone.post("/hand-off", **typed).carried["seen"]}
        for what in ("paper", "record", "data"):
            made = phone.post(f"/hand-off/{what}", **seen)
            assert (made.status, what == "paper" or words[: -len(AWKWARD)].encode() in made.body) == (200, True)

    def asks_alone(self, phone: Phone) -> None:
        """Four questions whose answers are kept nowhere, and what one of them asked for taken back."""
        for answer in ("yes", "no"):
            assert phone.post("/help/one", afraid=answer, hurt=answer, pushed=answer, ruled=answer).status == 200
        assert phone.post("/help/one/again").status == 200

    def answers_together(self, alice: Phone, bob: Phone) -> None:
        """Questions that open, with something said to them; one that stays sealed, one taken back, one of her own."""
        for phone in (alice, bob):
            chosen = {"depth": "4", **dict.fromkeys(("sex", "money", "past", "family", "faith"), "yes")}
            assert phone.post("/together/pace", **chosen).leads_to == "/together/pace"
        for _ in range(4):
            question = self.asked(alice)
            for phone in (alice, bob):
                assert phone.post(question, text=self.canaries("answer")).status == 302
            opened = re.findall(r'href="(/together/opened/[0-9a-f-]{36})"', alice.get("/together").text)
            assert bob.post(opened[0], words=["moved"], talk="yes").leads_to == opened[0]
        assert alice.post(self.asked(alice), text=self.canaries("sealed"), tell="yes").status == 302
        back = self.asked(alice)
        assert alice.post(back, text=self.canaries("taken back")).status == 302
        assert alice.post(f"{back}/back").status == 302
        own = {"id": "00000000-0000-4000-8000-000000000001", "text": self.canaries("own question")}
        assert alice.post("/together/ask", **own).status == 302

    def she_leaves(self, alice: Phone, bob: Phone) -> None:
        """With everything that is hers; he goes on alone with his."""
        assert alice.post("/couple/space", take="yes").leads_to == "/mine"
        assert alice.get("/notes").status == 200  # letters become notes
        assert bob.get("/today").leads_to == "/pairing"
        assert bob.post("/couple/space", take="yes").leads_to == "/mine"
        assert bob.get("/notes").status == 200

    def asked(self, phone: Phone) -> str:
        found = re.search(r'action="(/together/question/[0-9a-f-]{36})" data-keep', phone.get("/together").text)
        assert found is not None
        return found[1]

    def mistakes_at_the_door(self) -> None:
        stranger = self.house.phone()
        stranger.post("/sign-in", name=self.canaries("name"), password=self.canaries("password"))
        stranger.post(
            "/sign-in/code", name=self.canaries("name"), code=self.canaries("code"), password=self.canaries("pw")
        )
        stranger.post("/sign-up", name=self.canaries("name"), password=self.canaries("pw"), zone=self.canaries("zone"))
        heavy = {"screen": "phq-9", "at": 9, "a9": 3, "country": self.canaries("country"), "id": self.canaries("id")}
        assert "Your answers are not saved yet." in stranger.post("/screens/ask", **heavy).text
        stranger.get("/help?country=" + _quoted(self.canaries("country")))
        stranger.get("/us?span=" + _quoted(self.canaries("span")))
        stranger.send("POST", "/today/check-in", f"line={_quoted(self.canaries('no csrf'))}".encode())
        odd = {
            "User-Agent": self.canaries("agent"),
            "Referer": self.canaries("referer"),
            "Cookie": "session=" + RARE_TOKEN,
        }
        stranger.get("/today", **{name: text.encode("latin-1").decode("latin-1") for name, text in odd.items()})

    def new_keys(self, phone: Phone) -> None:
        """Another password, another code; then whoever lost the password comes back with it."""
        new = self.canaries("password")
        phone.post("/mine/password", old=self.canaries("wrong"), password=new)
        assert phone.post("/mine/password", old=self.passwords[id(phone)], password=new).status == 302
        self.passwords[id(phone)] = new
        assert phone.post("/mine/code", password=new).leads_to == "/code"
        code = re.search(r'id="code"[^>]*>([^<]+)<', phone.get("/code").text)
        assert code is not None
        self.keep_code(code[1])
        phone.post("/code", code=self.canaries("code"))
        assert phone.post("/code", code=code[1]).status == 302

    def keep_cookies(self, *phones: Phone) -> None:
        """The people are signed in while their files are searched: what their browsers hold is nowhere in them."""
        for phone in phones:
            for name in ("session", "private", "device"):
                if name in phone.cookies:
                    self.canaries.secret(f"the cookie {name}", phone.cookies[name])


RARE_TOKEN = "A" * 43


def forms_of(where: str, page: Answer) -> Iterator[tuple[str, list[str]]]:
    """Where each form goes and what it asks; never the ways out, which would end the story."""
    for text in FORMS.findall(page.body.decode()):
        action = GOES_TO.search(text)
        goes_to = unescape(action[1]) if action else where
        names = [name for name in dict.fromkeys(NAMED.findall(text)) if name != "csrfmiddlewaretoken"]
        if goes_to not in WAYS_OUT:
            yield goes_to, names


WAYS_OUT = {
    "/leave",
    "/sign-out",
    "/mine/everywhere",
    "/pairing/withdraw",
    "/pairing/different",
    "/mine/pin/forget",
    "/couple/space",
}


def _quoted(text: str) -> str:
    from urllib.parse import quote_plus

    return quote_plus(text)
