"""The page of the demo; all that it does is in its script."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hostedui import demo
from hostedui.pages import headers
from pools.actions import domains
from pools.models import AppClient


@require_safe
def app(request: HttpRequest) -> HttpResponse:
    """The app, told which client it is; or how to make that client, if there is none."""
    client = _find_client()
    if client is None:
        context = {"callback_url": demo.callback_url(), "logout_url": demo.logout_url(), "demo": demo}
        return headers.secure(render(request, "demo/missing.html", context, status=404))
    base = domains.hosted_ui_url(client.pool)
    response = headers.secure(render(request, "demo/app.html", {"config": _config(client, base), "client": client}))
    parts = urlsplit(base)
    policy = response["Content-Security-Policy"]
    response["Content-Security-Policy"] = policy.replace(
        "connect-src 'self'", f"connect-src 'self' {parts.scheme}://{parts.netloc}"
    )
    return response


def _find_client() -> AppClient | None:
    named = AppClient.objects.filter(client_name=demo.CLIENT_NAME, pool__name=demo.POOL_NAME)
    return named.select_related("pool").order_by("created_at").first()


def _config(client: AppClient, base: str) -> dict[str, str]:
    """What a developer would copy from the console into an app."""
    return {
        "clientId": client.client_id,
        "issuer": client.pool.issuer,
        "jwks": f"{client.pool.address}/.well-known/jwks.json",
        "authorize": f"{base}/oauth2/authorize",
        "token": f"{base}/oauth2/token",
        "userInfo": f"{base}/oauth2/userInfo",
        "revoke": f"{base}/oauth2/revoke",
        "logout": f"{base}/logout",
        "redirectUri": demo.callback_url(),
        "logoutUri": demo.logout_url(),
        "scope": " ".join(client.allowed_o_auth_scopes),
    }
