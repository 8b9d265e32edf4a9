"""Who is asking, for what comes through the hosted UI."""

from django.http import HttpRequest

from pools.caller import Caller, Via


def caller_of(request: HttpRequest) -> Caller:
    """The browser or app behind the request. Who its user is, an action finds out."""
    return Caller(
        via=Via.HOSTED_UI,
        ip_address=request.META.get("REMOTE_ADDR", ""),
        user_agent=request.headers.get("User-Agent", ""),
    )
