"""What a token says, and what a careful verifier would find wrong with it. Nothing is changed, kept or logged."""

import base64
import dataclasses
import enum
import json
import math
import time
import uuid
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from pools.access import access_tokens
from pools.actions import app_clients, sessions, signing_keys
from pools.actions.signing_keys import TokenUse
from pools.models import Session, User, UserPool
from pools.models.session import SESSION_WITH_ALL
from pools.models.user_pool import POOL_BY_ID

LONGEST = 16_384  # characters
_SKEW_SECONDS = 60  # by which the clocks of others may go wrong
_PARTS = 3  # header, payload, signature (RFC 7515 section 7.1)
_PARTS_ENCRYPTED = 5  # RFC 7516 section 7.1
_MOST_MEMBERS = 200  # claims that are looked at


class Outcome(enum.StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOTED = "noted"  # neither: something that a verifier has to know or could not find out


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `finding` is a name that faces have words for, `about` what goes into them."""

    subject: str
    outcome: Outcome
    finding: str
    about: dict[str, Any] = dataclasses.field(default_factory=dict)


class NotATokenError(ValueError):
    """The text is no JWT; the message is a name of what it is instead."""


@dataclasses.dataclass(frozen=True, slots=True)
class Opened:
    """A JWT taken apart, nothing of it believed."""

    header: dict[str, Any]
    claims: dict[str, Any]
    message: bytes
    signature: bytes

    @property
    def token_use(self) -> str:
        return str(self.claims.get("token_use", ""))

    @property
    def client_id(self) -> str:
        """The app client that it says it was issued to; an ID token names it as its audience."""
        named = self.claims.get("client_id", self.claims.get("aud"))
        return access_tokens.identifier(named) if isinstance(named, str) else ""


def take_apart(text: str) -> Opened:
    """The header and the claims of what was pasted. Raises `NotATokenError`: `empty`, `too_long`, `encrypted`,
    `parts`, `header` or `payload`."""
    token = "".join(text.split()).removeprefix("Bearer").removeprefix("DPoP").removeprefix(":")
    if not token:
        raise NotATokenError("empty")
    if len(token) > LONGEST:
        raise NotATokenError("too_long")
    parts = token.split(".")
    if len(parts) == _PARTS_ENCRYPTED:
        raise NotATokenError("encrypted")
    if len(parts) != _PARTS:
        raise NotATokenError("parts")
    header, claims = _object(parts[0], "header"), _object(parts[1], "payload")
    return Opened(header, claims, f"{parts[0]}.{parts[1]}".encode(), _signature(parts[2]))


def find_pool(opened: Opened) -> UserPool | None:
    """The pool that the token claims to come from: by its issuer, a custom one included, or by its app client."""
    issuer = opened.claims.get("iss")
    if isinstance(issuer, str):
        named = access_tokens.identifier(issuer)
        found = POOL_BY_ID.find(named.rpartition("/")[2]) or UserPool.objects.filter(custom_issuer=named or " ").first()
        if found is not None:
            return found
    client = app_clients.find_app_client(opened.client_id) if opened.client_id else None
    return client.pool if client else None


def find_session(refresh_token: str) -> tuple[Session, bool] | None:
    """The session that a refresh token of ours belongs to, and whether it would be taken now; None for other texts."""
    found = sessions.find_by_refresh_token(refresh_token.strip()) if len(refresh_token) <= LONGEST else None
    return (found[0], sessions.is_usable(*found)) if found else None


def check(opened: Opened, pool: UserPool | None, *, token_use: str = "", client_id: str = "") -> list[Check]:
    """What a verifier looks at, in its order. `token_use` and `client_id` are what the verifier expects, if it does.
    Without a pool nothing but the times can be told."""
    if pool is None:
        issuer = str(opened.claims.get("iss", ""))
        return [Check("issuer", Outcome.FAILED, "issuer_unknown", {"iss": issuer}), *_times(opened)]
    return [
        _signature_check(opened, pool),
        _issuer(opened, pool),
        *_times(opened),
        _use(opened, token_use),
        _audience(opened, pool, client_id),
        *_standing(opened, pool),
        *_binding(opened),
    ]


def _object(part: str, name: str) -> dict[str, Any]:
    try:
        value = json.loads(_decode(part))
    except (ValueError, RecursionError):  # errors of base64, JSON and Unicode are ValueErrors
        raise NotATokenError(name) from None
    if not isinstance(value, dict) or len(value) > _MOST_MEMBERS:
        raise NotATokenError(name)
    return value


def _signature(part: str) -> bytes:
    try:
        return _decode(part)
    except ValueError:
        return b""


def _decode(part: str) -> bytes:
    return base64.b64decode(part.encode("ascii") + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _signature_check(opened: Opened, pool: UserPool) -> Check:
    algorithm, kid = opened.header.get("alg"), str(opened.header.get("kid", ""))
    if algorithm != "RS256":
        return Check("signature", Outcome.FAILED, "algorithm", {"alg": str(algorithm)})
    keys = signing_keys.keys_of(pool)
    uses = [use for known, use in keys.verifiers if known == kid]
    if not uses:
        return Check("signature", Outcome.FAILED, "key_unknown", {"kid": kid})
    if not any(keys.is_signed(kid, use, opened.message, opened.signature) for use in uses):
        return Check("signature", Outcome.FAILED, "signature_wrong")
    if opened.token_use in TokenUse.values and opened.token_use not in uses:
        return Check("signature", Outcome.FAILED, "key_of_other_use", {"kid": kid})
    return Check("signature", Outcome.PASSED, "signature_right", {"kid": kid})


def _issuer(opened: Opened, pool: UserPool) -> Check:
    issuer = opened.claims.get("iss")
    if issuer != pool.issuer:
        return Check("issuer", Outcome.FAILED, "issuer_other", {"iss": str(issuer), "expected": pool.issuer})
    return Check("issuer", Outcome.PASSED, "issuer_right", {"pool": pool.name})


def _times(opened: Opened) -> Iterator[Check]:
    now = time.time()
    ends = moment(opened.claims.get("exp"))
    if ends is None:
        yield Check("expiry", Outcome.FAILED, "expiry_missing")
    else:
        is_over = ends <= now
        yield Check("expiry", Outcome.FAILED if is_over else Outcome.PASSED, "expired" if is_over else "lasts")
    begins = moment(opened.claims.get("nbf", opened.claims.get("iat")))
    if begins is not None and begins > now + _SKEW_SECONDS:
        yield Check("expiry", Outcome.FAILED, "from_the_future")


def moment(value: Any) -> float | None:
    """The claim as seconds since 1970, if it is a number that can be a time (RFC 7519 section 2)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e11 and math.isfinite(value) else None


def _use(opened: Opened, expected: str) -> Check:
    use = opened.token_use
    if use not in TokenUse.values:
        return Check("token_use", Outcome.NOTED, "use_other", {"use": use})
    if expected and use != expected:
        return Check("token_use", Outcome.FAILED, "use_unexpected", {"use": use, "expected": expected})
    return Check("token_use", Outcome.PASSED, f"use_{use}")


def _audience(opened: Opened, pool: UserPool, expected: str) -> Check:
    claim = "client_id" if "client_id" in opened.claims else "aud"
    named = opened.client_id
    about = {"claim": claim, "client": named, "expected": expected}
    client = app_clients.find_app_client(named) if named else None
    if client is None or client.pool_id != pool.id:
        return Check("audience", Outcome.FAILED, "client_unknown", about)
    if expected and expected not in (named, opened.claims.get("aud")):
        return Check("audience", Outcome.FAILED, "client_unexpected", about)
    return Check("audience", Outcome.PASSED, "client_right", about | {"name": client.client_name})


def _standing(opened: Opened, pool: UserPool) -> Iterator[Check]:
    """Whether what the token stands on is still there: the user and the session."""
    claims = opened.claims
    if claims.get("sub") == claims.get("client_id") and opened.token_use == TokenUse.ACCESS:
        yield Check("session", Outcome.NOTED, "of_machine")
        return
    user = User.objects.filter(pool=pool, pk=_uuid(claims.get("sub"))).first()
    if user is None:
        yield Check("user", Outcome.FAILED, "user_gone")
        return
    yield Check(
        "user", Outcome.PASSED if user.enabled else Outcome.FAILED, "user_there" if user.enabled else "disabled"
    )
    yield _session(claims, user)


def _session(claims: dict[str, Any], user: User) -> Check:
    if "origin_jti" not in claims:
        signed_in = moment(claims.get("auth_time"))
        if user.signed_out_at and signed_in is not None and signed_in <= user.signed_out_at.timestamp():
            return Check("session", Outcome.FAILED, "signed_out")
        return Check("session", Outcome.NOTED, "without_session")
    session = SESSION_WITH_ALL.find(_uuid(claims["origin_jti"]))
    if session is None or session.user_id != user.pk:
        return Check("session", Outcome.FAILED, "session_gone")
    if session.is_revoked:
        return Check("session", Outcome.FAILED, "revoked")
    if session.expires_at <= timezone.now():
        return Check("session", Outcome.NOTED, "session_over")
    return Check("session", Outcome.PASSED, "session_alive")


def _binding(opened: Opened) -> Iterator[Check]:
    bound = opened.claims.get("cnf")
    if bound is not None:
        thumbprint = bound.get("jkt", "") if isinstance(bound, dict) else ""
        yield Check("binding", Outcome.NOTED, "bound", {"jkt": str(thumbprint)})


def _uuid(value: Any) -> uuid.UUID:
    """The id, or one that nothing has."""
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return uuid.UUID(int=0)
