"""Who is asking, for what comes through the hosted UI."""

import uuid

from django.http import HttpRequest

from pools.caller import Caller, Via


def caller_of(request: HttpRequest) -> Caller:
    """The browser or app behind the request. Who its user is, an action finds out."""
    if not hasattr(request, "request_id"):
        request.request_id = str(uuid.uuid4())
    return Caller(
        via=Via.HOSTED_UI,
        ip_address=request.META.get("REMOTE_ADDR", ""),
        user_agent=request.headers.get("User-Agent", ""),
        request_id=request.request_id,
        asked=getattr(request, "asked", None),
    )
