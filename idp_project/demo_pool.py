"""The pool and app client behind `/demo/`, so that a newcomer can sign up and sign in at once."""

from django.conf import settings

from hostedui import demo
from pools.actions import app_clients, client_settings, user_pools
from pools.caller import Caller
from pools.models import AppClient, UserPool


def ensure(caller: Caller) -> AppClient:
    """The demo's app client, made unless it exists: a public one, by authorization code with PKCE."""
    pool = UserPool.objects.filter(name=demo.POOL_NAME).last() or _make_pool(caller)
    client = AppClient.objects.filter(pool=pool, client_name=demo.CLIENT_NAME).first()
    return _follow(client, caller) if client else _make_client(pool, caller)


def _make_pool(caller: Caller) -> UserPool:
    return user_pools.create_user_pool(
        demo.POOL_NAME,
        region=settings.REGION,
        caller=caller,
        auto_verified_attributes=["email"],
        schema=[{"Name": "email", "Required": True, "Mutable": True}],
    )


def _make_client(pool: UserPool, caller: Caller) -> AppClient:
    return app_clients.create_app_client(
        pool,
        demo.CLIENT_NAME,
        caller=caller,
        explicit_auth_flows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        prevent_user_existence_errors=AppClient.ExistenceErrors.ENABLED,
        allowed_o_auth_flows_user_pool_client=True,
        allowed_o_auth_flows=["code"],
        allowed_o_auth_scopes=["openid", "email", "profile", "phone", "aws.cognito.signin.user.admin"],
        callback_urls=[demo.callback_url()],
        logout_urls=[demo.logout_url()],
        supported_identity_providers=["COGNITO"],
    )


def _follow(client: AppClient, caller: Caller) -> AppClient:
    """Add the demo's addresses after POOLHOUSE_PUBLIC_URL or the port has changed."""
    if demo.callback_url() in client.callback_urls and demo.logout_url() in client.logout_urls:
        return client
    kept = {name: getattr(client, name) for name in client_settings.REPLACEABLE}
    kept["callback_urls"] = sorted({*client.callback_urls, demo.callback_url()})
    kept["logout_urls"] = sorted({*client.logout_urls, demo.logout_url()})
    return app_clients.update_app_client(client, caller=caller, **kept)
