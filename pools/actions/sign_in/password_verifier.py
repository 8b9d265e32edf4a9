"""`PASSWORD_VERIFIER`: the proof of SRP. The client shows that it knows the password, which never travels."""

import datetime
import re
import secrets
from collections.abc import Mapping

from django.utils import timezone

from pools.actions import lockout, passwords, srp
from pools.actions.assurance import Method
from pools.actions.sign_in import identity, state, user_states
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.step import Step, required
from pools.errors import InvalidParameterException, NotAuthorizedException

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIMESTAMP = re.compile(
    rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ({'|'.join(_MONTHS)}) (\d{{1,2}}) (\d\d):(\d\d):(\d\d) (?:UTC|GMT) (\d{{4}})",
    re.ASCII,
)
_CLOCK_SKEW = datetime.timedelta(minutes=5)  # clients measure theirs from `iat` only after the first sign-in
_LONGEST_VALUE = 2 * 384 + 2  # hex digits of a number of the group, with the padding byte that some clients send


class PasswordVerifier(Step):
    name = "PASSWORD_VERIFIER"

    def prepare(self, attempt: Attempt) -> None:
        attempt.data["b"] = srp.new_private_value().hex()

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        username, salt, verifier = _known_of(attempt)
        private_value = bytes.fromhex(attempt.data["b"])
        return {
            "USERNAME": username,
            "USER_ID_FOR_SRP": username,
            "SALT": salt,
            "SRP_B": f"{srp.public_value(verifier, private_value):x}",
            "SECRET_BLOCK": state.as_secret_block(session),
        }

    def state(self, responses: Mapping[str, str], session: str | None) -> str:
        return state_of_proof(responses, session)

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        signature = required(responses, "PASSWORD_CLAIM_SIGNATURE")
        secret_block = required(responses, "PASSWORD_CLAIM_SECRET_BLOCK")
        timestamp = required(responses, "TIMESTAMP")
        check_timestamp(timestamp)
        pool = attempt.client.pool
        failures = lockout.check(pool, attempt.username)
        expected = _expected_signature(attempt, secret_block, timestamp)
        if not secrets.compare_digest(signature.encode(errors="replace"), expected.encode()) or attempt.user is None:
            lockout.count_failure(pool, attempt.username)
            raise NotAuthorizedException
        if failures:
            lockout.forget(pool, attempt.username)
        user_states.check(attempt.user)
        attempt.prove_first(Method.PASSWORD, used="srp")


def state_of_proof(responses: Mapping[str, str], session: str | None) -> str:
    """The secret block holds it, as some clients send no `Session` here; one that is sent must belong to it."""
    block = state.from_secret_block(required(responses, "PASSWORD_CLAIM_SECRET_BLOCK"))
    if session:
        state.check_same(session, block)
    return block


def take_client_value(attempt: Attempt, text: str) -> None:
    """Note `SRP_A` for the challenge. Raises `InvalidParameterException` also where the pool knows no SRP."""
    if not attempt.client.pool.knows_srp:
        raise InvalidParameterException(
            "SRP is not possible: the user pool keeps argon2id hashes of passwords. Use a flow that sends the password."
        )
    attempt.data["A"] = f"{read_client_value(text):x}"


def read_client_value(text: str) -> int:
    """`SRP_A`, in hex. Raises `InvalidParameterException` for what is none, or would give the key away."""
    if not re.fullmatch(rf"[0-9a-fA-F]{{1,{_LONGEST_VALUE}}}", text) or not srp.is_usable(int(text, 16)):
        raise InvalidParameterException("SRP_A must be a hexadecimal number that is not a multiple of N")
    return int(text, 16)


def _known_of(attempt: Attempt) -> tuple[str, str, int]:
    """Internal user name, salt and verifier; simulated ones for who has no password or does not exist (CON-228)."""
    pool, user = attempt.client.pool, attempt.user
    verifier = passwords.verifier_of(user) if user else None
    if user and verifier is not None:
        return user.username, user.srp_salt, verifier
    return (identity.internal_name(attempt), *passwords.simulated_verifier(pool, attempt.username))


def _expected_signature(attempt: Attempt, secret_block: str, timestamp: str) -> str:
    user_id, _, verifier = _known_of(attempt)
    private_value = bytes.fromhex(attempt.data["b"])
    server_value = srp.public_value(verifier, private_value)
    key = srp.session_key(verifier, int(attempt.data["A"], 16), private_value, server_value)
    return srp.signature(key, attempt.client.pool.short_name, user_id, state.block_bytes(secret_block), timestamp)


def check_timestamp(text: str) -> None:
    """The proof's own time, within a few minutes of ours (API-360)."""
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise InvalidParameterException("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.")
    month, day, hour, minute, second, year = match.groups()
    try:
        moment = datetime.datetime(
            int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=datetime.UTC
        )
    except ValueError:
        raise InvalidParameterException("TIMESTAMP is no moment of the calendar.") from None
    if abs(timezone.now() - moment) > _CLOCK_SKEW:
        raise NotAuthorizedException("Invalid timestamp.", reason="SRP proof's clock differs too much")
