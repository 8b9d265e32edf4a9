"""Python functions, each in a process of its own."""

import json
import time
import uuid

import pytest

from pools.errors import InvalidParameterException, UnexpectedLambdaException, UserLambdaValidationException
from pools.models import Function
from pools.triggers import functions, invoking, samples
from pools.triggers.runners import python
from pools.triggers.runners.base import Failed, FunctionError, Invocation, TimedOut

pytestmark = pytest.mark.one_database

EVENT = samples.sample("PreSignUp_SignUp", "us-east-1")


def call(function, event=EVENT, seconds=10.0):
    return python.run(function, Invocation(uuid.uuid4(), json.dumps(event).encode(), time.monotonic() + seconds))


@pytest.mark.spec("TRG-01", "TRG-08")
def test_a_function_answers_with_what_it_knows_of_the_call(run_python):
    function = run_python("tell_context")

    first, second = (json.loads(call(function))["response"] for _ in range(2))

    assert first["name"] == "tell_context"
    assert first["arn"] == function.arn
    assert 0 < first["millis"] <= 10_000
    assert first["secrets"] == []
    assert first["process"] == second["process"]
    assert first["request_id"] != second["request_id"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("leave", "3"),
        ("die", "Runtime exited without providing a reason"),
        ("answer_object", "Unable to marshal response: Object of type object is not JSON serializable"),
        ("answer_ten_megabytes", "Response payload size exceeded maximum allowed payload size (6291556 bytes)"),
    ],
)
def test_a_function_that_fails_says_why(run_python, name, text):
    with pytest.raises(FunctionError) as refusal:
        call(run_python(name))

    assert str(refusal.value) == text


@pytest.mark.spec("TRG-04", "TRG-06")
def test_a_function_that_hangs_is_ended_and_the_next_one_starts_anew(run_python):
    function = run_python("hang")
    with pytest.raises(TimedOut):
        call(function, seconds=3)  # also starts it
    with pytest.raises(TimedOut):
        call(function, seconds=0.2)

    assert json.loads(call(run_python("tell_context")))["response"]["process"]


def test_a_start_that_takes_longer_than_an_attempt_serves_the_next_one(run_python):
    function = run_python("tell_context")
    with pytest.raises(TimedOut):
        call(function, seconds=0.001)

    assert len(python._idle._waiting) == 1
    assert json.loads(call(function))["response"]["name"] == "tell_context"


def test_a_module_that_the_operator_does_not_allow_is_not_run(run_python, row, settings):
    function = run_python("tell_context")
    settings.FUNCTION_MODULES = ["tests.triggers.guide_of_others", "tests.trig"]

    with pytest.raises(Failed, match="AccessDeniedException"):
        call(function)
    with pytest.raises(InvalidParameterException):
        row("other", Function.Kind.PYTHON, "os:system")


def test_a_function_that_is_not_there_is_named(run_python, settings, row):
    run_python("tell_context")
    function = row("missing", Function.Kind.PYTHON, "tests.triggers.guide:nowhere")

    with pytest.raises(Failed, match=r"Runtime.ImportModuleError: .*nowhere"):
        call(function)


@pytest.mark.spec("TRG-05", "TRG-277")
def test_three_attempts_end_in_a_timeout(pool, hurried, monkeypatch):
    attempts = []

    def find(arn, pool_arn):
        return run

    def run(invocation):
        attempts.append((invocation.request_id, invocation.event))
        raise TimedOut

    monkeypatch.setattr(functions, "find", find)
    pool.lambda_config = {"PreSignUp": "arn:aws:lambda:us-east-1:000000000000:function:hang"}

    with pytest.raises(UnexpectedLambdaException) as refusal:
        invoking.ask("PreSignUp", pool, EVENT)

    expected = "PreSignUp invocation failed due to error Socket timeout while invoking Lambda function."
    assert refusal.value.message == expected
    assert len(attempts) == 3
    assert len(set(attempts)) == 1


@pytest.mark.parametrize(
    ("causes", "attempts"),
    [
        ([Failed("down", is_passing=True), Failed("down", is_passing=True), Failed("down", is_passing=True)], 3),
        ([Failed("forbidden")], 1),
    ],
    ids=["passing", "for good"],
)
def test_what_another_attempt_may_mend_is_tried_again(pool, monkeypatch, causes, attempts):
    left = list(causes)

    def run(invocation):
        raise left.pop(0)

    monkeypatch.setattr(functions, "find", lambda arn, pool_arn: run)
    pool.lambda_config = {"PreSignUp": "arn:aws:lambda:us-east-1:000000000000:function:down"}

    with pytest.raises(UnexpectedLambdaException, match=f"PreSignUp invocation failed due to error {causes[0]}"):
        invoking.ask("PreSignUp", pool, EVENT)
    assert len(causes) - len(left) == attempts


@pytest.mark.spec("TRG-18", "TRG-19", "TRG-277")
@pytest.mark.parametrize(
    ("pattern", "outcome"),
    [
        ("arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_aB3dE6gH9", UserLambdaValidationException),
        ("arn:aws:cognito-idp:*:000000000000:userpool/us-east-1_*", UserLambdaValidationException),
        ("arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_other", UnexpectedLambdaException),
    ],
)
def test_a_function_says_for_which_pools_it_may_be_asked(pool, run_python, row, pattern, outcome):
    run_python("leave")
    pool.lambda_config = {"PreSignUp": "arn:aws:lambda:us-east-1:000000000000:function:limited"}

    row("limited", Function.Kind.PYTHON, "tests.triggers.guide:leave", source_arns=[pattern])

    with pytest.raises(outcome):
        invoking.ask("PreSignUp", pool, EVENT)


def test_an_arn_with_an_alias_finds_the_function_without_one(run_python):
    function = run_python("leave")

    assert functions.find(f"{function.arn}:PROD", "arn:aws:cognito-idp:us-east-1:000000000000:userpool/p")
    with pytest.raises(functions.NoSuchFunction):
        functions.find(f"{function.arn}x", "arn:aws:cognito-idp:us-east-1:000000000000:userpool/p")
