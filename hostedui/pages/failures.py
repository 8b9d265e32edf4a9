"""Pages for requests that never reached a view."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hostedui.pages.entry import error_page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not posted from our own page, or from one that lay open for too long."""
    return error_page(
        request,
        title=_("This form has expired"),
        text=_("Go back, reload the page and try again. Cookies must be allowed for this address."),
        reason=reason,
        status=403,
    )
