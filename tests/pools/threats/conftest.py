"""Pools that look at risks, and sign-ins from anywhere."""

import pytest

from tests.conftest import PASSWORD

HOME, CAFE, ABROAD = "203.0.113.7", "198.51.100.20", "192.0.2.99"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)


def context_of(address, agent):
    """`ContextData` as a server sends it."""
    return {
        "IpAddress": address,
        "ServerName": "shop.example",
        "ServerPath": "/login",
        "HttpHeaders": [{"headerName": "User-Agent", "headerValue": agent}],
    }


@pytest.fixture
def guarded(pool):
    """The pool with threat protection; call it with a mode."""

    def guarded(mode="ENFORCED", **more):
        pool.user_pool_tier, pool.user_pool_add_ons = "PLUS", {"AdvancedSecurityMode": mode} | more
        pool.save()
        return pool

    return guarded


@pytest.fixture
def respond(idp, pool, guarded):
    """Sets what follows from risks, with threat protection on."""

    def respond(low="NO_ACTION", medium="NO_ACTION", high="NO_ACTION", *, notify=False, mode="ENFORCED", **more):
        guarded(mode)
        actions = {
            f"{level}Action": {"Notify": notify, "EventAction": action}
            for level, action in (("Low", low), ("Medium", medium), ("High", high))
        }
        notification = {"NotifyConfiguration": more.pop("notification")} if "notification" in more else {}
        given = {"AccountTakeoverRiskConfiguration": {"Actions": actions} | notification} | more
        return idp.set_risk_configuration(UserPoolId=pool.id, **given)["RiskConfiguration"]

    return respond


@pytest.fixture
def sign_in(idp, app):
    """Alice's password, given by a server that says where she is."""

    def sign_in(address=HOME, agent=LAPTOP, password=PASSWORD):
        return idp.admin_initiate_auth(
            UserPoolId=app.pool_id,
            ClientId=app.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "alice", "PASSWORD": password},
            ContextData=context_of(address, agent),
        )

    return sign_in


@pytest.fixture
def events(idp, pool):
    def events():
        return idp.admin_list_user_auth_events(UserPoolId=pool.id, Username="alice")["AuthEvents"]

    return events
