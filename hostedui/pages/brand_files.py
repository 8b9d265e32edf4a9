"""`/branding/<hash>`: the stylesheets and pictures of pools' own styles."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pools.actions.branding import files

_FOR_EVER = "public, max-age=31536000, immutable"  # the address is a hash of what it answers with


@require_safe
def brand_file(request: HttpRequest, sha256: str, extension: str) -> HttpResponse:
    """The file of this hash: on a pool's domain, of that pool alone. Opened by itself, a picture can do nothing."""
    file = files.find(sha256, request.hosted_pool)
    if file is None or files.EXTENSIONS[file.content_type] != extension:
        raise Http404
    headers = {
        "Cache-Control": _FOR_EVER,
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "cross-origin",  # a logo's address is also for the app's own pages
        "X-Content-Type-Options": "nosniff",
    }
    kind = f"{file.content_type}; charset=utf-8" if extension == "css" else file.content_type
    return HttpResponse(bytes(file.content), content_type=kind, headers=headers)
