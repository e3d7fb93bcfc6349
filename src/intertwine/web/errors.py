"""What people read when something goes wrong, and what a log may hold: never what they wrote."""

import logging
from collections.abc import Mapping
from copy import copy
from types import TracebackType
from typing import Any, Literal, get_args

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from intertwine.web.instead import Refusal, said_instead
from intertwine.web.sent import sent_with

What = Literal[
    "bad-request",
    "busy",
    "closed",
    "damaged",
    "forbidden",
    "keys-changed",
    "not-found",
    "plain-http",
    "server-error",
    "stale-form",
    "storage",
    "too-much",
]


def problem(request: HttpRequest, *, status: int, what: What) -> HttpResponse:
    """`what` names a paragraph in web/problem.html: what happened, what was kept, what to do."""
    if what not in get_args(What):
        raise ValueError("a problem without a page of its own")
    instead = said_instead(request, Refusal(status, what))
    if instead:
        return instead
    context = {"what": what, "sent": None if what == "plain-http" else sent_with(request)}
    return render(request, "web/problem.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return problem(request, status=413, what="too-much")
    return problem(request, status=400, what="bad-request")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return problem(request, status=404, what="not-found")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return problem(request, status=403, what="forbidden")


def server_error(request: HttpRequest) -> HttpResponse:
    return problem(request, status=500, what="server-error")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    return problem(request, status=403, what="stale-form")


def plain_http(request: HttpRequest) -> HttpResponse:
    return problem(request, status=403, what="plain-http")


def storage(request: HttpRequest) -> HttpResponse:
    """A database does not answer."""
    response = problem(request, status=503, what="storage")
    response["Retry-After"] = "5"
    return response


class WithoutContent(logging.Formatter):
    """Where it broke, never what was being handled: an exception's text and locals may hold what someone wrote, and an
    address may hold the secret of an invitation."""

    def format(self, record: logging.LogRecord) -> str:
        plain = copy(record)
        plain.exc_text = None  # where another formatter may have left an exception's text
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            plain.args = tuple(_route(request) if str(told).startswith("/") else told for told in record.args)
        return super().format(plain)

    def formatException(  # noqa: N802 - logging's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        kind, _, trace = ei
        lines = []
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"  {code.co_filename}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        return "\n".join([*lines, kind.__name__ if kind else "no exception"])


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return f"/{match.route}" if match else "an address that leads nowhere"


class SilentFilter(SafeExceptionReporterFilter):
    def get_post_parameters(self, request: HttpRequest | None) -> Mapping[str, Any]:  # type: ignore[override]  # noqa: ARG002 - narrower on purpose
        return {}

    def get_traceback_frame_variables(self, request: HttpRequest, tb_frame: Any) -> list[tuple[str, Any]]:  # type: ignore[override]  # noqa: ARG002 - same
        return []


class SilentReporter(ExceptionReporter):
    """No page and no mail ever shows a request's data."""

    def get_traceback_html(self) -> SafeString:
        return SafeString("An error happened.")

    def get_traceback_text(self) -> SafeString:
        return SafeString("An error happened.")
