"""What a proxy that makes certificates on demand asks first: is this host name one of ours?"""

import re

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pools.access import proxies
from pools.actions import domains

_HOST_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")


@require_safe
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """200 if `?domain=` names our own host or a pool's domain, else 404, to this machine and trusted proxies alone.

    Whoever else asks is told the same 404, so that nobody learns which domains there are. A name costs one look-up by
    the primary key; what is no host name costs none.
    """
    name = request.GET.get("domain", "").lower()
    is_ours = proxies.is_from_a_proxy_itself(request) and bool(_HOST_NAME.fullmatch(name)) and domains.is_served(name)
    return HttpResponse(status=200 if is_ours else 404, content_type="text/plain")
