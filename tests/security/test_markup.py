"""No page holds what a strict policy would forbid, or anything from elsewhere; nobody is named where others look."""

import base64

import pytest

from intertwine.couples.models import Couple
from intertwine.members.models import Member, Slot
from tests.security.pages import Got, wrong_with

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

NAMES = ("Alice", "Bob", "Charlie")


def problems(got: Got, ids: list[str]) -> list[str]:
    page = wrong_with(got.text) if got.is_html else wrong_with("")
    named = [f"{name} in the title" for name in NAMES if name in page.title]
    told = [f"an id: {id}" for id in ids if id in got.text or id in got.response.get("Location", "")]
    untitled = ["no title"] if "<head>" in got.text and not page.title.strip() else []
    return [*page.found, *named, *told, *untitled]


def ids_of_everybody() -> list[str]:
    rows = [
        *Member.objects.values_list("id", flat=True),
        *Slot.objects.values_list("id", flat=True),
        *(id for row in Couple.objects.values_list("id", "us_space", "pool_space") for id in row),
    ]
    return [way for id in rows for way in (str(id), id.hex, base64.urlsafe_b64encode(id.bytes).decode().rstrip("="))]


PLANTED = {
    "a script in the page": "<script>go()</script>",
    "a script from elsewhere": '<script src="https://cdn.example/x.js"></script>',
    "a style": "<style>p { color: red }</style>",
    "a style on a part": '<p style="color: red">x</p>',
    "a handler": '<p onclick="go()">x</p>',
    "a handler for htmx": '<p hx-on:click="go()">x</p>',
    "a picture from elsewhere": '<img src="https://pictures.example/x.png">',
    "a picture from wherever this page is": '<img src="//pictures.example/x.png">',
    "a form to elsewhere": '<form action="https://evil.example">',
    "a script as address": '<a href="javascript:go()">x</a>',
    "a link that says where from": '<a href="https://help.example" rel="noopener">x</a>',
    "a link without a lock": '<a href="http://help.example" rel="noopener noreferrer">x</a>',
    "a page in a page": '<iframe src="/today"></iframe>',
    "another beginning of addresses": '<base href="/x/">',
    "a page that goes elsewhere": '<meta http-equiv="refresh" content="0; url=/">',
}


@pytest.mark.parametrize("page", PLANTED.values(), ids=PLANTED)
def test_the_search_finds_what_is_there(page: str) -> None:
    assert len(wrong_with(f"<!doctype html><title>x</title>{page}").found) == 1


def test_a_link_to_help_outside_is_fine() -> None:
    page = '<a href="https://help.example" rel="noopener noreferrer">x</a><a href="tel:112">x</a><a href="/help">x</a>'
    assert wrong_with(page).found == []


def test_a_name_in_a_title_and_an_id_in_a_page_are_found() -> None:
    from django.http import HttpResponse

    page = HttpResponse("<title>Alice</title><p>0123abcd</p>")
    assert problems(Got("", page), ["0123abcd"]) == ["Alice in the title", "an id: 0123abcd"]
