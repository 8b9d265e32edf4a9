"""Whatever is answered in whatever order: no tokens without every factor, and nothing serves twice.

Hypothesis plays somebody who knows some secrets of alice's and none of the others, and who keeps every `Session`.
"""

import contextlib
import dataclasses
import re

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.models import Message
from pools.actions import sign_in
from pools.actions.sign_in.steps import CHALLENGES
from pools.errors import PoolError
from pools.models import User
from tests.conftest import CALLER, PASSWORD
from tests.pools import mfa
from tests.pools.srp_client import SrpClient

WRONG, FRESH = "Wrong-Horse-1", "Fresh-Horse-2"
SECOND_FACTORS = {"SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"}
PASSWORDS = {"PASSWORD_VERIFIER", "PASSWORD"}

turns = st.lists(
    st.one_of(
        st.tuples(st.just("begin"), st.sampled_from(["password", "srp", "choice", "code"]), st.booleans()),
        st.tuples(
            st.just("answer"),
            st.one_of(st.just(0), st.integers(0, 5)),  # which of the sessions so far, the newest first
            st.one_of(
                st.none(), st.none(), st.sampled_from(sorted(CHALLENGES))
            ),  # the challenge that it was for, or any
            st.fixed_dictionaries(
                {
                    "password": st.booleans(),
                    "code": st.sampled_from(["right", "right", "wrong", "used"]),
                    "choice": st.sampled_from(["SMS_MFA", "SOFTWARE_TOKEN_MFA", "PASSWORD", "PASSWORD_SRP"]),
                }
            ),
        ),
        st.tuples(st.just("wait"), st.sampled_from([31, 181])),
    ),
    max_size=20,
)


@dataclasses.dataclass
class Held:
    """A `Session` that was handed out, and what was proven on the way to it."""

    challenge: sign_in.Challenge
    proven: frozenset[str]
    srp: SrpClient | None = None
    is_used: bool = False


class Visitor:
    """Signs in as alice, and checks each thing that the server gives against what was proven."""

    def __init__(self, app, alice, clock, *, required, secret):
        self.app, self.alice, self.clock = app, alice, clock
        self.required, self.secret = required, secret
        self.right_password = PASSWORD
        self.held: list[Held] = []
        self.used_codes: list[str] = []

    def take(self, turn):
        self.clock.shift(0.001)  # of two messages one is the later
        getattr(self, turn[0])(*turn[1:])

    def wait(self, seconds):
        self.clock.shift(seconds)

    def begin(self, way, is_right):
        srp = SrpClient(self.app.pool_id, "alice", self._password(is_right), 3**80)
        flow, parameters = {
            "password": ("USER_PASSWORD_AUTH", {"USERNAME": "alice", "PASSWORD": self._password(is_right)}),
            "srp": ("USER_SRP_AUTH", srp.start),
            "choice": ("USER_AUTH", {"USERNAME": "alice"}),
            "code": ("USER_AUTH", {"USERNAME": "alice", "PREFERRED_CHALLENGE": "EMAIL_OTP"}),
        }[way]
        with contextlib.suppress(PoolError):
            outcome = sign_in.start_sign_in(self.app, flow, parameters, caller=CALLER)
            assert way != "password" or is_right
            self._note(outcome, frozenset({"password"} if way == "password" else ()), srp)

    def answer(self, index, name, given):
        if not self.held:
            return
        held = self.held[-1 - index % len(self.held)]
        name = name or held.challenge.name
        responses, codes = self._responses(held, given)
        try:
            outcome = sign_in.answer_challenge(self.app, name, responses, held.challenge.session, caller=CALLER)
        except PoolError:
            return
        assert not held.is_used, "a session served twice"
        assert name == held.challenge.name, "a session served another challenge"
        held.is_used = True
        self._note(outcome, held.proven | self._gained(name, given, codes), held.srp)

    def _gained(self, name, given, codes):
        comes_along = name == "SELECT_CHALLENGE" and given["choice"] == "PASSWORD"  # with the choice itself
        if name in PASSWORDS or comes_along:
            assert given["password"], "a wrong password was taken"
            return {"password"}
        if name in SECOND_FACTORS:
            assert given["code"] == "right", "a wrong or used code was taken"
            self.used_codes.append(codes[name])
            return {"second"}
        if name == "NEW_PASSWORD_REQUIRED":
            self.right_password = FRESH
            return {"new password"}
        return set()

    def _note(self, outcome, proven, srp):
        if isinstance(outcome, sign_in.Challenge):
            self.held.append(Held(outcome, proven, srp))
        else:
            assert proven >= self.required, f"tokens for {set(proven)}"
            self.required = self.required - {"new password"}

    def _responses(self, held, given):
        right = {"SMS_MFA": self._sent_code(), "SOFTWARE_TOKEN_MFA": mfa.code_of(self.secret)}
        right["EMAIL_OTP"] = right["SMS_MFA"]
        codes = {name: self._code(right[name], given["code"]) for name in right}
        password = self._password(given["password"])
        responses = {
            "USERNAME": "alice",
            "PASSWORD": password,
            "NEW_PASSWORD": FRESH,
            "ANSWER": given["choice"],
            **{f"{name}_CODE": code for name, code in codes.items()},
        }
        if "SRP_B" in held.challenge.parameters:
            held.srp.password = password
            responses |= held.srp.answer(held.challenge.parameters)
        return responses, codes

    def _code(self, right, kind):
        if kind == "right" and right not in self.used_codes:
            return right
        used = [code for code in self.used_codes if code != right]
        return used[-1] if kind == "used" and used else f"{(int(right) + 1) % 1_000_000:06}"

    def _sent_code(self):
        last = Message.objects.order_by("-created_at").first()
        return re.search(r"\b\d{6}\b", last.text).group() if last else "123456"

    def _password(self, is_right):
        return self.right_password if is_right else WRONG


CASES = {
    "password alone": ("OFF", [], False, {"password"}),
    "a temporary password": ("OFF", [], True, {"password", "new password"}),
    "an app": ("OPTIONAL", ["app"], False, {"password", "second"}),
    "a phone": ("OPTIONAL", ["phone"], False, {"password", "second"}),
    "two factors": ("OPTIONAL", ["app", "phone"], False, {"password", "second"}),
    "required, none yet": ("ON", [], False, {"password", "second"}),
    "a temporary password and an app": ("ON", ["app"], True, {"password", "second", "new password"}),
}


def prepare(pool, alice, case):
    mode, factors, is_temporary, required = CASES[case]
    if mode != "OFF":
        mfa.configure(pool, mode, sms=mfa.SMS, software_token=mfa.TOTP)
    secret = mfa.give_app(alice) if "app" in factors else "A" * 32
    if "phone" in factors:
        mfa.give_phone(alice)
        User.objects.update(sms_mfa_enabled=True)
    if is_temporary:
        User.objects.update(status="FORCE_CHANGE_PASSWORD")
    return frozenset(required), secret


@pytest.mark.spec("API-46", "API-56", "SEC-106", "SEC-114", "SEC-142", "SEC-150", "SEC-151")
@pytest.mark.parametrize("case", CASES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=turns)
def test_nobody_gets_tokens_without_every_factor(app, alice, case, turns):
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock, transaction.atomic():
        User.objects.filter(pk=alice.pk).update(password_set_at="2026-03-01T11:00:00Z")
        required, secret = prepare(app.pool, User.objects.select_related("pool").get(pk=alice.pk), case)
        visitor = Visitor(app, alice, clock, required=required, secret=secret)
        _ = [visitor.take(turn) for turn in turns]
        transaction.set_rollback(True)


@pytest.mark.parametrize("case", [case for case in CASES if case != "required, none yet"])
def test_who_knows_every_secret_does_get_in(app, alice, case):
    """The visitor of the test above is not refused for want of skill."""
    know_all = {"password": True, "code": "right", "choice": "SOFTWARE_TOKEN_MFA"}
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        User.objects.filter(pk=alice.pk).update(password_set_at="2026-03-01T11:00:00Z")
        required, secret = prepare(app.pool, User.objects.select_related("pool").get(pk=alice.pk), case)
        visitor = Visitor(app, alice, clock, required=required, secret=secret)
        visitor.take(("begin", "srp", True))
        _ = [visitor.take(("answer", 0, None, know_all)) for _ in range(4)]

    assert visitor.alice.sessions.count() == 1
