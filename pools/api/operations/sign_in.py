"""Sign-in and refresh on the wire."""

import datetime
from collections.abc import Mapping
from typing import Any

from pools.access import access_tokens
from pools.actions import sign_in
from pools.actions.sign_in import Authenticated, Challenge, Presented
from pools.actions.tokens import Tokens
from pools.api import user_context
from pools.api.call import Call
from pools.api.registry import operation


@operation("InitiateAuth")
def initiate_auth(call: Call) -> dict[str, Any]:
    return _start(call)


@operation("AdminInitiateAuth")
def admin_initiate_auth(call: Call) -> dict[str, Any]:
    return _start(call, admin=True)


@operation("RespondToAuthChallenge")
def respond_to_auth_challenge(call: Call) -> dict[str, Any]:
    return _respond(call)


@operation("AdminRespondToAuthChallenge")
def admin_respond_to_auth_challenge(call: Call) -> dict[str, Any]:
    return _respond(call, admin=True)


@operation("GetTokensFromRefreshToken")
def get_tokens_from_refresh_token(call: Call) -> dict[str, Any]:
    given = call.input
    tokens = sign_in.get_tokens_from_refresh_token(
        given["ClientId"],
        given["RefreshToken"],
        given.get("ClientSecret"),
        given.get("DeviceKey", ""),
        caller=call.caller,
        client_metadata=given.get("ClientMetadata"),
    )
    return {"AuthenticationResult": _result(tokens)}


def _start(call: Call, *, admin: bool = False) -> dict[str, Any]:
    flow, parameters = call.input["AuthFlow"], call.input.get("AuthParameters", {})
    if flow in sign_in.REFRESH_FLOWS:
        pool_id = call.pool.id if admin else ""
        tokens = sign_in.refresh_sign_in(call.input["ClientId"], parameters, caller=call.caller, pool_id=pool_id)
        return {"ChallengeParameters": {}, "AuthenticationResult": _result(tokens)}
    outcome = sign_in.start_sign_in(
        call.client,
        flow,
        parameters,
        call.input.get("Session"),
        caller=user_context.caller_of(call),
        admin=admin,
        presented=_presented(flow, parameters),
        client_metadata=call.input.get("ClientMetadata"),
    )
    return _outcome(outcome)


def _presented(flow: str, parameters: Mapping[str, str]) -> Presented | None:
    """What the access token tells of who is signed in and wants to reach a higher level (API-364)."""
    if flow != "USER_AUTH" or "ACCESS_TOKEN" not in parameters:
        return None
    bearer = access_tokens.verify(parameters["ACCESS_TOKEN"], scope="")
    claims = bearer.claims
    auth_time = datetime.datetime.fromtimestamp(claims["auth_time"], datetime.UTC)
    return Presented(bearer.user.pk, auth_time, claims.get("acr", ""), claims.get("amr", ()))


def _respond(call: Call, *, admin: bool = False) -> dict[str, Any]:
    outcome = sign_in.answer_challenge(
        call.client,
        call.input["ChallengeName"],
        call.input.get("ChallengeResponses", {}),
        call.input.get("Session"),
        caller=user_context.caller_of(call),
        admin=admin,
        client_metadata=call.input.get("ClientMetadata"),
    )
    return _outcome(outcome)


def _outcome(outcome: Challenge | Authenticated) -> dict[str, Any]:
    if isinstance(outcome, Challenge):
        return {
            "ChallengeName": outcome.name,
            "ChallengeParameters": outcome.parameters,
            "Session": outcome.session,
            "AvailableChallenges": list(outcome.available) or None,
        }
    return {"ChallengeParameters": {}, "AuthenticationResult": _result(sign_in.finish(outcome))}


def _result(tokens: Tokens) -> dict[str, Any]:
    """`AuthenticationResult` (SEC-268)."""
    result = {
        "AccessToken": tokens.access_token,
        "ExpiresIn": tokens.expires_in,
        "IdToken": tokens.id_token,
        "NewDeviceMetadata": _new_device(tokens),
        "RefreshToken": tokens.refresh_token,
        "TokenType": "Bearer",
    }
    return {name: value for name, value in result.items() if value is not None}


def _new_device(tokens: Tokens) -> dict[str, str] | None:
    new = tokens.new_device
    return {"DeviceKey": new.key, "DeviceGroupKey": new.group_key} if new else None
