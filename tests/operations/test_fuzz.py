"""Random calls over all operations, in sequences on one world: nothing that anybody sends is an error of ours, and
what is refused has changed nothing.

`POOLHOUSE_FUZZ_CALLS` sets how many calls are made in all, `POOLHOUSE_FUZZ_SEED` which ones. What fails is printed as
the shortest sequence of calls that fails.
"""

import itertools
import json
import os
import re

import hypothesis
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from notifications.models import Message
from pools import errors
from tests.api.conftest import send
from tests.conftest import PASSWORD
from tests.operations import drawing
from tests.operations.drawing import Known
from tests.operations.dump import TRACES, changed, dump
from tests.pools import mfa
from tests.pools.srp_client import SrpClient

pytestmark = pytest.mark.one_database

CALLS = int(os.environ.get("POOLHOUSE_FUZZ_CALLS", "20000"))
SEED = int(os.environ.get("POOLHOUSE_FUZZ_SEED", "4"))
SHARDS = 8
IN_A_ROW = 25
SPARE = 5  # sequences, as some end early
NAMES = {error.__name__ for error in errors.PoolError.__subclasses__()}
STATUSES = {200: set(), 400: NAMES, 413: {"RequestEntityTooLargeException"}}

# What stays of a change that a function is told of, whatever it says (TRG-283)
OF_FUNCTIONS = {"pools_alias", "pools_spentstep", "pools_user", "pools_verificationcode"}

# What a refusal of this name writes on purpose
WRITTEN = {
    "InvalidLambdaResponseException": OF_FUNCTIONS,
    "NotAuthorizedException": {"pools_spentstep"},
    "RefreshTokenReuseException": {"pools_session"},
    "UnexpectedLambdaException": OF_FUNCTIONS,
    "UserLambdaValidationException": OF_FUNCTIONS,
}
ONCE = {"ChallengeName", "Code", "EventId", "NextToken", "Session", "SessionId"}
MOST_KNOWN = 10  # of a kind
_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


class BeforeWriting:
    """Takes a dump right before the first statement that writes to a table where a refusal leaves no trace."""

    dump = None

    def __call__(self, execute, sql, parameters, many, context):
        write = _WRITE.match(sql)
        if self.dump is None and write and write[1] not in TRACES:
            self.dump = dump()
        return execute(sql, parameters, many, context)


class World:
    """What there is, by kind, the likeliest first. `learn` adds what answers tell: what serves once goes before."""

    def __init__(self, known: dict[str, list]) -> None:
        self.known = known

    def look_up(self, value):
        """The value with what there is in the place of each `Known`."""
        if isinstance(value, Known):
            there = self.known[value.kind]
            return there[value.turn % len(there)]
        if isinstance(value, dict):
            return {name: self.look_up(each) for name, each in value.items()}
        return [self.look_up(each) for each in value] if isinstance(value, list) else value

    def learn(self, answer) -> None:
        for name, value in _leaves(answer):
            kind = drawing.KINDS.get(name)
            if kind:
                before = self.known[kind]
                self.known[kind] = [value, *before][:MOST_KNOWN] if kind in ONCE else [*before, value][:MOST_KNOWN]
        if message := Message.objects.order_by("-created_at").first():
            self.known["Code"] = [*re.findall(r"\b\d{6}\b", message.text or ""), *self.known["Code"][-2:]]


def _leaves(value, name=""):
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, name)
    else:
        yield name, value


@pytest.fixture
def world(request, idp, pool, app, alice, bob, alice_in_staff, device, authenticator_app, machine, service, domain):
    """A pool in which something of every kind is there."""
    pool.refresh_from_db()
    mfa.configure(pool, "OPTIONAL")
    pool.session_configuration = {"UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 20}}
    pool.policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    pool.save()
    signed_in = request.getfixturevalue("signed_in")
    return {
        "AccessToken": [signed_in["AccessToken"], signed_in["IdToken"]],
        "AttributeName": ["email", "nickname", "phone_number"],
        "AuthFlow": [
            "USER_PASSWORD_AUTH",
            "ADMIN_USER_PASSWORD_AUTH",
            "USER_AUTH",
            "USER_SRP_AUTH",
            "REFRESH_TOKEN_AUTH",
        ],
        "ChallengeName": ["NEW_PASSWORD_REQUIRED", "PASSWORD_VERIFIER", "MFA_SETUP", "DEVICE_SRP_AUTH"],
        "ClientId": [app.client_id, machine.client_id, service.client_id],
        "ClientSecret": [machine.secret, "x"],
        "Code": [mfa.code_of(authenticator_app), "123456"],
        "Credential": [{"id": "a", "rawId": "a", "type": "public-key", "response": {"clientDataJSON": "e30"}}, {}, 7],
        "CredentialId": ["nobodys"],
        "DeviceKey": [device.key],
        "Domain": ["people"],
        "EventId": ["00000000-0000-4000-8000-000000000000"],
        "Factor": ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "WEB_AUTHN", "EMAIL_OTP", "PASSWORD_SRP", "PASSWORD", "SRP_A"],
        "Filter": ['username = "alice"', 'email ^= "a"', 'status = "Enabled"', '"', 'sub = "x"'],
        "GroupName": ["staff"],
        "Identifier": ["shop"],
        "NextToken": ["nonsense"],
        "Password": [PASSWORD, "Another-Horse-2", "short"],
        "RefreshToken": [signed_in["RefreshToken"]],
        "ResourceArn": [pool.arn],
        "SecretHash": ["c2VjcmV0"],
        "Session": ["s" * 40],
        "SessionId": ["tkn" + "0" * 25],
        "Signature": ["A" * 43 + "="],
        "SrpValue": [SrpClient(pool.id, "alice", PASSWORD).start["SRP_A"], "0", "f" * 800],
        "TermsId": ["00000000-0000-4000-8000-000000000000"],
        "Timestamp": ["Mon Jan 1 00:00:00 UTC 2026"],
        "Username": ["alice", "bob", "nobody"],
        "UserPoolId": [pool.id],
    }


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_call_is_an_error_of_ours_and_no_refusal_changes_anything(shard, world, quiet):
    made = itertools.count()

    class Calls(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.world = World(dict(world))
            self.begin = transaction.savepoint()

        def teardown(self):
            transaction.savepoint_rollback(self.begin)

        @rule(call=drawing.calls())
        def send(self, call):
            next(made)
            body = self.world.look_up(call.body)
            hypothesis.note(f"{call.operation} signed by {call.signer}: {json.dumps(body)[:2000]}")
            answer, before = _send(call.operation, call.signer, body)
            _judge(answer, before)
            if answer.status_code == 200:
                self.world.learn(json.loads(answer.content))

    hypothesis.seed(SEED * SHARDS + shard)(Calls)
    run_state_machine_as_test(
        Calls,
        settings=settings(
            max_examples=CALLS // SHARDS // IN_A_ROW + SPARE,
            stateful_step_count=IN_A_ROW,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert next(made) >= CALLS // SHARDS


def _send(operation, signer, body):
    before = BeforeWriting()
    with connection.execute_wrapper(before):
        answer = send(operation, body, signed=signer != "nobody", altered=_forge if signer == "forger" else None)
    return answer, before


def _judge(answer, before):
    told = json.loads(answer.content)
    assert answer.status_code in STATUSES, told
    assert len(answer["x-amzn-RequestId"]) == 36
    if answer.status_code == 200:
        return
    assert told["__type"] in STATUSES[answer.status_code]
    assert isinstance(told["message"], str)
    if before.dump is not None:
        differing = set(changed(before.dump, dump())) - WRITTEN.get(told["__type"], set())
        assert differing == set(), told


def _forge(request):
    request.headers["Authorization"] = request.headers["Authorization"][:-4] + "0000"
