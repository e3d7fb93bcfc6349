"""The hand-off: choose, see exactly what it is, take it along. Nothing of it is stored, and nothing sent."""

from collections.abc import Callable, Iterator

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from intertwine.helping.errors import NotMade
from intertwine.helping.forms import HandOff
from intertwine.helping.making import make_bundle, make_pdf
from intertwine.helping.paper import paper_of
from intertwine.helping.queries import plan_choices, summary_of
from intertwine.helping.summary import Summary
from intertwine.web.sessions.visit import visit_of


def hand_off(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    if request.method == "POST" and form.is_valid() and request.POST.get("step") != "change":
        return _preview(request, form, summary_of(visit_of(request), form.chosen))
    return _page(request, form)


def hand_off_pdf(request: HttpRequest) -> HttpResponse:
    return _file(request, "summary.pdf", "application/pdf", _pdf)


def hand_off_fhir(request: HttpRequest) -> HttpResponse:
    return _file(request, "summary.fhir.json", "application/fhir+json", _bundle)


def hand_off_json(request: HttpRequest) -> HttpResponse:
    return _file(request, "summary.json", "application/json", Summary.as_json)


def _file(request: HttpRequest, name: str, kind: str, make: Callable[[Summary], bytes]) -> HttpResponse:
    """Only what was seen is handed over: where it has changed since, the page is shown again."""
    form = _form(request)
    if not form.is_valid():
        return _page(request, form)
    summary = summary_of(visit_of(request), form.chosen)
    if request.POST.get("seen") != summary.digest:
        return _preview(request, form, summary, trouble="changed", status=409)
    try:
        made = make(summary)
    except NotMade:
        return _preview(request, form, summary, trouble="not-made", status=503)
    return HttpResponse(made, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _form(request: HttpRequest) -> HandOff:
    return HandOff(request.POST if request.method == "POST" else None, plan=plan_choices(visit_of(request)))


def _page(request: HttpRequest, form: HandOff) -> HttpResponse:
    return render(request, "helping/hand_off.html", {"form": form}, status=422 if form.errors else 200)


def _preview(
    request: HttpRequest, form: HandOff, summary: Summary, *, trouble: str = "", status: int = 200
) -> HttpResponse:
    seen = {
        "paper": paper_of(summary, language=get_language() or "en"),
        "carried": [*_carried(form), ("seen", summary.digest)],
        "trouble": trouble,
    }
    return render(request, "helping/hand_off_preview.html", seen, status=status)


def _carried(form: HandOff) -> Iterator[tuple[str, str]]:
    for name, value in form.cleaned_data.items():
        yield from ((name, str(one)) for one in (value if isinstance(value, list) else [value]))


def _pdf(summary: Summary) -> bytes:
    return make_pdf(msgspec.json.encode(paper_of(summary, language=get_language() or "en")))


def _bundle(summary: Summary) -> bytes:
    return make_bundle(msgspec.json.encode(summary))
