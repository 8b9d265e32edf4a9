"""Addresses of the hosted UI."""

from urllib.parse import urlencode

from pools.actions import domains
from pools.models import AppClient


def find_sign_in_url(client: AppClient) -> str | None:
    """The address of a sign-in page ready for use, as the console's button opens it (APP-144): the first callback URL,
    all scopes of the client, the code grant if it may use that. None when the client is not set up for it."""
    if not (client.allowed_o_auth_flows_user_pool_client and client.callback_urls):
        return None
    response_type = next((kind for grant, kind in _RESPONSE_TYPES if grant in client.allowed_o_auth_flows), None)
    if response_type is None:
        return None
    query = {
        "client_id": client.client_id,
        "response_type": response_type,
        "scope": " ".join(client.allowed_o_auth_scopes),
        "redirect_uri": client.callback_urls[0],
    }
    return f"{domains.hosted_ui_url(client.pool)}/login?{urlencode(query)}"


_RESPONSE_TYPES = (("code", "code"), ("implicit", "token"))
