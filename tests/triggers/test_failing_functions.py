"""A sign-up and a sign-in with functions that hang, throw, answer nonsense or too much, or lead elsewhere: the right
error, and nothing left behind."""

import ipaddress

import pytest

from pools.actions import functions
from pools.models import Function, Session, User
from pools.triggers import invoking
from tests.conftest import CALLER, PASSWORD
from tests.pools.signing_in import by_password
from tests.triggers.http_function import serving

pytestmark = pytest.mark.one_database

TOO_LARGE = "Response payload size exceeded maximum allowed payload size (6291556 bytes)."
NO_ANSWER = "Socket timeout while invoking Lambda function."
TEN_MEGABYTES = b'{"response": {"padding": "' + b"x" * 10_000_000 + b'"}}'
USER, UNEXPECTED, INVALID = (
    "UserLambdaValidationException",
    "UnexpectedLambdaException",
    "InvalidLambdaResponseException",
)


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setattr(invoking, "ATTEMPT_SECONDS", 0.5)
    settings.OUTGOING_NETWORKS = [ipaddress.ip_network("127.0.0.0/8")]
    with serving() as function:
        settings.LAMBDA_ENDPOINTS = [function.url]
        yield function


@pytest.fixture(params=["webhook", "lambda"])
def function(request, row, server):
    place = {"webhook": (f"{server.url}/hook", {}), "lambda": ("guard", {"endpoint_url": server.url, **KEY})}
    target, options = place[request.param]
    made = row("guard", Function.Kind(request.param), target, **options)
    _wake(made)
    server.requests.clear()
    return made


KEY = {"access_key_id": "AKIATEST", "secret": "s" * 40}
BEHAVIOURS = {
    "hangs": (lambda server: server.hangs.clear(), UNEXPECTED, NO_ANSWER, 3),
    "answers garbage": (lambda server: server.answer(200, b"<html>"), INVALID, "Invalid JSON", 1),
    "answers nothing": (lambda server: server.answer(200, b""), INVALID, "Invalid JSON", 1),
    "answers 10 MB": (lambda server: server.answer(200, TEN_MEGABYTES), USER, TOO_LARGE, 1),
    "redirects inside": (
        lambda server: server.answer(307, b"", Location="http://169.254.169.254/"),
        UNEXPECTED,
        "307",
        1,
    ),
    "is out of order": (lambda server: server.answer(503, b"{}"), UNEXPECTED, "503", 3),
}


def _wake(function):
    """A client of Lambda takes its time to be made."""
    functions.try_function(function, {}, caller=CALLER)


@pytest.mark.spec("TRG-04", "TRG-05", "TRG-09", "TRG-275", "TRG-276", "TRG-277", "TRG-83")
@pytest.mark.parametrize("behaviour", BEHAVIOURS.values(), ids=BEHAVIOURS.keys())
def test_a_sign_up_is_refused_and_makes_nobody(idp, app, server, function, refused, behaviour):
    act, error, text, attempts = behaviour
    app.pool.lambda_config = {"PreSignUp": function.arn}
    app.pool.save()
    act(server)

    with refused(error) as refusal:
        idp.sign_up(ClientId=app.client_id, Username="carol", Password=PASSWORD)

    assert text in refusal.message
    assert not User.objects.exists()
    assert len({body for _, _, body in server.requests}) == 1
    assert len(server.requests) == attempts


@pytest.mark.spec("TRG-05", "TRG-277", "TRG-283")
def test_a_sign_in_whose_last_function_hangs_begins_no_session(idp, app, alice, server, function, refused):
    app.pool.lambda_config = {"PostAuthentication": function.arn}
    app.pool.save()
    server.hangs.clear()

    with refused("UnexpectedLambdaException"):
        by_password(idp, app)
    assert not Session.objects.exists()
