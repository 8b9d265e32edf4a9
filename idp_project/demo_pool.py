"""The pool and app client behind `/demo/`, so that a newcomer can sign up and sign in at once."""

from django.conf import settings

from pools.actions import app_clients, user_pools
from pools.caller import Caller
from pools.models import AppClient, UserPool

POOL_NAME = "Demo pool"
CLIENT_NAME = "Demo app"


def ensure(caller: Caller) -> AppClient:
    """The demo's app client, made unless it exists: a public one, by authorization code with PKCE."""
    pool = UserPool.objects.filter(name=POOL_NAME).last() or _make_pool(caller)
    return AppClient.objects.filter(pool=pool, client_name=CLIENT_NAME).first() or _make_client(pool, caller)


def _make_pool(caller: Caller) -> UserPool:
    return user_pools.create_user_pool(
        POOL_NAME,
        region=settings.REGION,
        caller=caller,
        auto_verified_attributes=["email"],
        schema=[{"Name": "email", "Required": True, "Mutable": True}],
    )


def _make_client(pool: UserPool, caller: Caller) -> AppClient:
    return app_clients.create_app_client(
        pool,
        CLIENT_NAME,
        caller=caller,
        explicit_auth_flows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        prevent_user_existence_errors=AppClient.ExistenceErrors.ENABLED,
        allowed_o_auth_flows_user_pool_client=True,
        allowed_o_auth_flows=["code"],
        allowed_o_auth_scopes=["openid", "email", "profile", "phone", "aws.cognito.signin.user.admin"],
        callback_urls=[f"{settings.PUBLIC_URL}/demo/callback"],
        logout_urls=[f"{settings.PUBLIC_URL}/demo/"],
        supported_identity_providers=["COGNITO"],
    )
