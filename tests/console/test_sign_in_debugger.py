"""The flow debugger: sign-ins step by step as they were recorded, and one's own trial."""

import pytest
from django.urls import reverse

from pools.actions import app_clients, trigger_trail
from pools.models import AuditEvent, Session, User
from tests.conftest import CALLER, PASSWORD

pytestmark = pytest.mark.one_database


def sign_in(idp, app, name="alice", password=PASSWORD):
    return idp.initiate_auth(
        ClientId=app.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": name, "PASSWORD": password}
    )


@pytest.fixture
def refused_sign_in(idp, app, alice, refused, trail):
    """Alice signs in, then with a wrong password; the event of the latter."""
    sign_in(idp, app)
    with refused("NotAuthorizedException"):
        sign_in(idp, app, password="Wrong-Horse-1")
    return trail(name="InitiateAuth", error="NotAuthorizedException")[0]


def opened(console, pool, event):
    return console.get(reverse("admin:sign_in_timeline", args=[pool.id, event.id]))


def listed(console, pool, user=""):
    page = console.get(reverse("admin:sign_in_debugger", args=[pool.id]), {"user": user})
    return [each["row"].error for each in page.context["events"]]


def trial(console, client, **given):
    return console.post(reverse("admin:try_sign_in", args=[client.pool_id, client.client_id]), given)


def test_a_refusal_is_explained(console, pool, refused_sign_in):
    page = opened(console, pool, refused_sign_in)
    text = page.content.decode()

    assert [line["event"]["title"] for line in page.context["lines"]][-2:] == ["InitiateAuth", "InitiateAuth"]
    assert [line["is_chosen"] for line in page.context["lines"]][-2:] == [False, True]
    assert "The password is wrong, the user is disabled" in text


@pytest.mark.parametrize("user", ["", "alice", "alice@example.com", "sub", "Nobody", "\x00"])
def test_sign_ins_are_listed_for_all_or_for_one(user, console, pool, alice, refused_sign_in):
    errors = listed(console, pool, {"sub": str(alice.sub)}.get(user, user))

    assert errors == {"Nobody": [], "\x00": []}.get(user, ["NotAuthorizedException", ""])


def test_the_steps_before_and_the_functions_are_in_it(console, idp, pool, app, alice, trail):
    User.objects.update(status=User.Status.FORCE_CHANGE_PASSWORD)
    sign_in(idp, app)
    event = {"callerContext": {"clientId": app.client_id}, "triggerSource": "PreAuthentication_Authentication"}
    event["request"] = {"userAttributes": {"sub": str(alice.sub)}}
    trigger_trail._record("PreAuthentication", pool, event, "timeout", 1500)
    trail()
    page = opened(console, pool, AuditEvent.objects.get(name="InitiateAuth"))
    lines = [line["event"] for line in page.context["lines"]]

    assert [line["step"] for line in lines if line["title"] == "InitiateAuth"] == ["NEW_PASSWORD_REQUIRED"]
    assert [(line["duration"], line["outcome"]) for line in lines if line["is_call"]] == [("1.5 s", "timeout")]
    assert "A new password is asked for" in page.content.decode()


def test_a_call_of_a_function_is_recorded_without_what_was_said(pool, app, idp, alice, trail):
    pool.lambda_config = {"PreAuthentication": "arn:aws:lambda:us-east-1:000000000000:function:gone"}
    pool.save()
    with pytest.raises(idp.exceptions.UnexpectedLambdaException):
        sign_in(idp, app)
    [call] = trail(name="Invoke")

    assert (call.error, call.sub, call.client_id) == ("UnexpectedLambdaException", str(alice.sub), app.client_id)
    assert call.detail.keys() == {"trigger", "triggerSource", "outcome", "ms"}
    assert "alice@" not in str(vars(call))


def test_messages_are_for_those_who_may_see_them(console, console_of, idp, pool, app, alice, trail):
    idp.forgot_password(ClientId=app.client_id, Username="alice")
    trail()
    event = AuditEvent.objects.get(name="ForgotPassword")
    reader = console_of("cloudtrail:LookupEvents")

    assert any(line["message"] for line in opened(console, pool, event).context["lines"])
    assert not any(line["message"] for line in opened(reader, pool, event).context["lines"])


def test_an_event_of_another_pool_is_not_found(console, refused_sign_in, pool):
    refused_elsewhere = AuditEvent.objects.create(name="InitiateAuth", via="api", pool_id="us-east-1_Other0000")

    assert opened(console, pool, refused_elsewhere).status_code == 404


def test_who_may_not_find_users_finds_none_here(console_of, pool, refused_sign_in):
    reader = console_of("cloudtrail:LookupEvents")

    assert listed(reader, pool, "alice") == []
    assert len(listed(reader, pool)) == 2


def test_a_timeline_costs_few_queries(console, pool, refused_sign_in, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        opened(console, pool, refused_sign_in)


def test_a_trial_signs_in_as_an_app_would_and_leaves_no_session(console, app, alice, trail):
    page = trial(console, app, flow="USER_PASSWORD_AUTH", username="alice", password=PASSWORD)
    text = page.content.decode()

    assert '"token_use": "id"' in page.context["claims"]
    assert page.context["is_ended"]
    assert all(session.revoked_at for session in Session.objects.all())
    assert PASSWORD not in text
    assert "eyJ" not in text
    assert [event.via for event in trail(name="InitiateAuth")] == ["api"]


def test_a_trial_goes_through_the_challenges(console, pool, app, alice):
    User.objects.update(status=User.Status.FORCE_CHANGE_PASSWORD)
    first = trial(console, app, flow="USER_PASSWORD_AUTH", username="alice", password=PASSWORD)
    asked = first.context["form"].initial
    second = trial(console, app, **asked, answer="Other-Horse-2")

    assert first.context["challenge"] == "NEW_PASSWORD_REQUIRED"
    assert asked["session"] not in first.context["exchange"].answered
    assert "Other-Horse-2" not in second.content.decode()
    assert '"token_use": "id"' in second.context["claims"]


def test_a_trial_of_a_client_with_a_secret_proves_it(console, pool, alice):
    client = app_clients.create_app_client(
        pool, "server", caller=CALLER, generate_secret=True, explicit_auth_flows=["ALLOW_USER_PASSWORD_AUTH"]
    )
    page = trial(console, client, flow="USER_PASSWORD_AUTH", username="alice", password=PASSWORD)

    assert page.context["claims"]
    assert client.secret not in page.content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"flow": "USER_PASSWORD_AUTH", "username": "alice", "password": "Wrong"}, "Incorrect username or password."),
        ({"flow": "USER_PASSWORD_AUTH", "username": "\ud800".encode("utf-8", "surrogatepass")}, ""),
        ({"challenge": "SMS_MFA", "username": "alice", "session": "x" * 30, "answer": "1"}, "__type"),
        ({"challenge": "NONSENSE", "username": "alice", "session": "x" * 30, "answer": "1"}, "__type"),
        ({"flow": "NONSENSE", "username": "alice"}, ""),
    ],
    ids=["password", "letters", "session", "challenge", "flow"],
)
def test_a_refused_trial_shows_the_answer(given, said, console, app, alice):
    page = trial(console, app, **given)

    assert page.status_code == 200
    assert said in page.content.decode()
    assert "claims" not in page.context


def test_trials_need_permission(console_of, app):
    assert trial(console_of("cloudtrail:LookupEvents"), app, flow="x").status_code == 403
