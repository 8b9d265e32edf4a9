"""Pages for requests that never reached a view."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hostedui.pages.entry import error_page

# An authorization request, or one of our own account pages, has what it takes to sign in
_BEGUN_BY = {"redirect_uri", "request_uri", "account"}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not posted from our own page, or from one that lay open for too long."""
    return error_page(
        request,
        title=_("This form has expired"),
        text=_("Go back, reload the page and try again. Cookies must be allowed for this address."),
        reason=reason,
        status=403,
        again=start_again(request),
    )


def start_again(request: HttpRequest) -> str:
    """Where the way that this request is a part of begins; empty where its address does not say."""
    if request.path.startswith(reverse("hostedui:account")):
        start = "account"
    elif _BEGUN_BY.isdisjoint(request.GET):
        return ""
    else:
        start = "login"
    return f"{reverse(f'hostedui:{start}')}?{request.GET.urlencode()}"
