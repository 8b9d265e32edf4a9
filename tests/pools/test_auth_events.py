"""What a user's account was used for, and what people say of it."""

import uuid

import pytest
import time_machine

from pools.actions import auth_events
from pools.models import AuditEvent, EventFeedback, UserPool
from tests.conftest import PASSWORD
from tests.pools.signing_in import by_password, claims


@pytest.fixture(autouse=True)
def secured(pool):
    UserPool.objects.filter(id=pool.id).update(
        user_pool_tier="PLUS", user_pool_add_ons={"AdvancedSecurityMode": "AUDIT"}
    )


@pytest.fixture
def events(idp, pool):
    def events(username="alice", **more):
        return idp.admin_list_user_auth_events(UserPoolId=pool.id, Username=username, **more)["AuthEvents"]

    return events


@pytest.fixture
def signed_in(idp, app, alice):
    return by_password(idp, app)["AuthenticationResult"]


def say(idp, pool, event_id, value="Valid", **more):
    return idp.admin_update_auth_event_feedback(
        **({"UserPoolId": pool.id, "Username": "alice", "EventId": event_id, "FeedbackValue": value} | more)
    )


@pytest.mark.spec("SEC-215", "SEC-216", "SEC-217", "SEC-297", "SEC-213")
def test_a_sign_in_is_an_event_that_the_tokens_name(events, signed_in):
    event = events()[0]

    assert event["EventId"] == claims(signed_in["AccessToken"])["event_id"]
    assert (event["EventType"], event["EventResponse"]) == ("SignIn", "Pass")
    assert event["ChallengeResponses"] == [{"ChallengeName": "Password", "ChallengeResponse": "Success"}]
    assert event["EventRisk"]["RiskDecision"] == "NoRisk"
    assert event["EventContextData"]["IpAddress"] == "127.0.0.1"
    assert "EventFeedback" not in event


@pytest.mark.spec("SEC-297")
def test_a_wrong_password_failed(idp, app, alice, events, refused):
    with refused("NotAuthorizedException"):
        by_password(idp, app, password="Wrong-Horse-1")

    assert events()[0]["EventResponse"] == "Fail"
    assert events()[0]["ChallengeResponses"] == [{"ChallengeName": "Password", "ChallengeResponse": "Failure"}]


@pytest.mark.spec("SEC-297")
def test_other_events_have_their_types_newest_first(idp, app, events, signed_in):
    idp.forgot_password(ClientId=app.client_id, Username="alice")
    idp.change_password(
        AccessToken=signed_in["AccessToken"], PreviousPassword=PASSWORD, ProposedPassword="Another-Horse-2"
    )

    assert [(event["EventType"], event["EventResponse"]) for event in events()] == [
        ("PasswordChange", "Pass"),
        ("ForgotPassword", "InProgress"),
        ("SignIn", "Pass"),
    ]


@pytest.mark.spec("SEC-297")
def test_a_sign_up_waits_for_its_code(idp, app, events):
    idp.sign_up(
        ClientId=app.client_id,
        Username="dora",
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": "dora@example.com"}],
    )
    idp.resend_confirmation_code(ClientId=app.client_id, Username="dora")

    assert [(event["EventType"], event["EventResponse"]) for event in events("dora")] == [
        ("ResendCode", "InProgress"),
        ("SignUp", "InProgress"),
    ]


def test_what_administrators_do_is_no_event_of_the_user_s(idp, pool, alice, events):
    idp.admin_disable_user(UserPoolId=pool.id, Username="alice")

    assert events() == []


@pytest.mark.spec("SEC-216")
def test_events_are_listed_page_by_page_even_those_of_one_moment(idp, pool, app, alice):
    with time_machine.travel("2030-01-01T00:00:00Z", tick=False):
        made = {claims(by_password(idp, app)["AuthenticationResult"]["AccessToken"])["event_id"] for _ in range(3)}
    where = {"UserPoolId": pool.id, "Username": "alice", "MaxResults": 2}
    first = idp.admin_list_user_auth_events(**where)
    rest = idp.admin_list_user_auth_events(**where, NextToken=first["NextToken"])

    assert [len(first["AuthEvents"]), len(rest["AuthEvents"])] == [2, 1]
    assert {event["EventId"] for event in first["AuthEvents"] + rest["AuthEvents"]} == made
    assert "NextToken" not in rest


@pytest.mark.spec("SEC-216")
def test_zero_is_sixty(idp, pool, alice):
    AuditEvent.objects.bulk_create(
        AuditEvent(name="InitiateAuth", sub=str(alice.sub), pool_id=pool.id, via="api") for _ in range(61)
    )
    page = idp.admin_list_user_auth_events(UserPoolId=pool.id, Username="alice", MaxResults=0)

    assert len(page["AuthEvents"]) == 60
    assert page["NextToken"]


def test_a_page_costs_three_queries(idp, pool, signed_in, django_assert_num_queries):
    with django_assert_num_queries(5):  # the caller and the key beside pool, user, events and feedback
        idp.admin_list_user_auth_events(UserPoolId=pool.id, Username="alice")


# Feedback


@pytest.mark.spec("SEC-218", "SEC-220", "SEC-298")
def test_an_administrator_says_whether_it_was_the_user(idp, pool, events, signed_in):
    event_id = events()[0]["EventId"]
    say(idp, pool, event_id, "Invalid")
    say(idp, pool, event_id, "Valid")
    feedback = events()[0]["EventFeedback"]

    assert (feedback["FeedbackValue"], feedback["Provider"]) == ("Valid", "Admin")
    assert feedback["FeedbackDate"]
    assert AuditEvent.objects.filter(name="AdminUpdateAuthEventFeedback").count() == 2


@pytest.mark.spec("SEC-221", "SEC-298", "API-355")
def test_the_user_says_so_by_the_token_of_a_message(anonymous, pool, events, signed_in):
    event = AuditEvent.objects.get(id=events()[0]["EventId"])
    say_so = {"UserPoolId": pool.id, "Username": "alice", "EventId": str(event.id), "FeedbackValue": "Invalid"}
    anonymous.update_auth_event_feedback(**say_so, FeedbackToken=auth_events.feedback_token(event))

    assert events()[0]["EventFeedback"]["Provider"] == "User"


@pytest.mark.spec("SEC-298")
def test_a_token_of_another_event_is_refused(anonymous, pool, idp, app, events, signed_in, refused):
    by_password(idp, app)
    newer, older = (AuditEvent.objects.get(id=event["EventId"]) for event in events())
    say_so = {"UserPoolId": pool.id, "Username": "alice", "EventId": str(newer.id), "FeedbackValue": "Valid"}
    with refused("NotAuthorizedException"):
        anonymous.update_auth_event_feedback(**say_so, FeedbackToken=auth_events.feedback_token(older))

    assert not EventFeedback.objects.exists()


def test_a_made_up_token_is_refused(anonymous, pool, events, signed_in, refused):
    with refused("NotAuthorizedException"):
        anonymous.update_auth_event_feedback(
            UserPoolId=pool.id,
            Username="alice",
            EventId=events()[0]["EventId"],
            FeedbackValue="Valid",
            FeedbackToken="made-up",
        )


@pytest.mark.spec("SEC-298")
@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"EventId": str(uuid.UUID(int=7))}, "ResourceNotFoundException"),
        ({"EventId": "no-uuid"}, "InvalidParameterException"),
        ({"EventId": "x" * 51}, "InvalidParameterException"),
        ({"FeedbackValue": "Perhaps"}, "InvalidParameterException"),
        ({"Username": "nobody"}, "UserNotFoundException"),
        ({"Username": "bob"}, "ResourceNotFoundException"),
        ({"UserPoolId": "us-east-1_Missing00"}, "ResourceNotFoundException"),
    ],
)
def test_feedback_needs_an_event_of_the_user_s(idp, pool, events, signed_in, bob, refused, wrong, error):
    with refused(error):
        say(idp, pool, events()[0]["EventId"], **wrong)


@pytest.mark.spec("SEC-289")
@pytest.mark.parametrize("add_ons", [{}, {"AdvancedSecurityMode": "OFF"}])
def test_all_of_it_needs_advanced_security(idp, anonymous, pool, signed_in, events, refused, add_ons):
    event = AuditEvent.objects.get(id=events()[0]["EventId"])
    UserPool.objects.filter(id=pool.id).update(user_pool_add_ons=add_ons)
    named = {"UserPoolId": pool.id, "Username": "alice", "EventId": str(event.id), "FeedbackValue": "Valid"}
    with refused("UserPoolAddOnNotEnabledException"):
        events()
    with refused("UserPoolAddOnNotEnabledException"):
        idp.admin_update_auth_event_feedback(**named)
    with refused("UserPoolAddOnNotEnabledException"):
        anonymous.update_auth_event_feedback(**named, FeedbackToken=auth_events.feedback_token(event))


def test_a_challenge_or_a_refresh_is_no_event_of_its_own(idp, app, alice, events, signed_in, trail):
    srp = {"USERNAME": "alice", "SRP_A": "a" * 64}
    refresh = {"REFRESH_TOKEN": signed_in["RefreshToken"]}
    idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_SRP_AUTH", AuthParameters=srp)
    idp.initiate_auth(ClientId=app.client_id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=refresh)
    assert len(trail(name="InitiateAuth", sub=str(alice.sub))) == 3

    assert len(events()) == 1
