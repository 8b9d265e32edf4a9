"""What the bearer of a token asks for, and sessions that are listed and ended."""

from pools.models import AppClient, Session, User
from tests.operations.cases import spoils, works

CONFIGURE = ["SetUserPoolSessionConfiguration", "SetUserPoolClientSessionConfiguration"]
LIST = ["ListUserSessions", "AdminListUserSessions"]
REVOKE = ["RevokeUserSession", "AdminRevokeUserSession"]
NOBODYS = "tkn" + "0" * 25


@works("GetUser")
def who_am_i(token):
    answer = yield {"AccessToken": token}
    assert answer["Username"] == "alice"


@works("GlobalSignOut")
def a_user_signs_out(token):
    yield {"AccessToken": token}
    assert User.objects.get().signed_out_at is not None


@works("AdminUserGlobalSignOut")
def a_user_is_signed_out(pool, alice):
    yield {"UserPoolId": pool.id, "Username": "alice"}
    assert User.objects.get().signed_out_at is not None


@works("RevokeToken")
def a_token_is_revoked(app, signed_in):
    yield {"ClientId": app.client_id, "Token": signed_in["RefreshToken"]}
    assert Session.objects.get().is_revoked


@works("ListUserSessions")
def sessions_are_listed(tracking_sessions, token):
    answer = yield {"AccessToken": token}
    assert [each["IsCurrentSession"] for each in answer["Sessions"]] == [True]


@works("AdminListUserSessions")
def a_user_s_sessions_are_listed(tracking_sessions, token):
    answer = yield {"UserPoolId": tracking_sessions.id, "Username": "alice"}
    assert [each["SessionType"] for each in answer["Sessions"]] == ["TOKEN"]


@works("RevokeUserSession")
def a_session_is_ended(token, other_session_id):
    yield {"AccessToken": token, "SessionId": other_session_id}
    assert Session.objects.exclude(revoked_at=None).count() == 1


@works("AdminRevokeUserSession")
def a_user_s_session_is_ended(pool, other_session_id):
    yield {"UserPoolId": pool.id, "Username": "alice", "SessionId": other_session_id}
    assert Session.objects.exclude(revoked_at=None).count() == 1


@works("SetUserPoolSessionConfiguration")
def a_pool_tracks(pool):
    answer = yield {"UserPoolId": pool.id, "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 5}}
    assert answer["TokenSession"] == {"MaxPerUser": 5}


@works("GetUserPoolSessionConfiguration")
def a_pool_tells(tracking_sessions):
    answer = yield {"UserPoolId": tracking_sessions.id}
    assert answer["UserSessionTracking"] == "ENABLED"


@works("SetUserPoolClientSessionConfiguration")
def a_client_takes_a_word(tracking_sessions, app):
    names = {"UserPoolId": app.pool_id, "ClientId": app.client_id}
    answer = yield {**names, "SSOSession": {"MaxValidityMinutes": 5}}
    assert answer["SSOSession"] == {"MaxValidityMinutes": 5}


@works("GetUserPoolClientSessionConfiguration")
def a_client_tells(app):
    answer = yield {"UserPoolId": app.pool_id, "ClientId": app.client_id}
    assert answer["SSOSession"] == {"MaxValidityMinutes": 60}


@spoils(
    [*LIST, *REVOKE, "SetUserPoolClientSessionConfiguration"],
    "OperationNotEnabledException",
    "Session tracking is not enabled for this user pool.",
)
def the_pool_tracks_none(pool):
    pool.session_configuration = {}
    pool.save()
    return {}


@spoils(
    CONFIGURE,
    "FeatureUnavailableInTierException",
    "This feature is not available in the feature plan of the user pool.",
)
def tracking_is_not_sold_in_lite(lite):
    return {}


@spoils(REVOKE, "ResourceNotFoundException", "Session does not exist.")
def there_is_no_such_session():
    return {"SessionId": NOBODYS}


@spoils(["RevokeToken"], "UnauthorizedException", "Invalid client")
def there_is_no_such_client():
    return {"ClientId": "nobody"}


@spoils(["RevokeToken"], "UnsupportedOperationException", "Revocation is not enabled on this client")
def revocation_is_off():
    AppClient.objects.update(enable_token_revocation=False)
    return {}


@spoils(["RevokeToken"], "UnsupportedTokenTypeException", "Unsupported token type")
def an_access_token_is_not_revoked(signed_in):
    return {"Token": signed_in["AccessToken"]}
