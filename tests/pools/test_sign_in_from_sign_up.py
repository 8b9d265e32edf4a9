"""From a confirmed sign-up straight on to the first sign-in."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from pools.models import User
from tests.conftest import PASSWORD
from tests.pools.choosing import by_code, give_code, start
from tests.pools.signing_in import claims


@pytest.fixture(autouse=True)
def otp_allowed(allow):
    allow("PASSWORD", "EMAIL_OTP", "SMS_OTP")


def sign_up(idp, app, username="carol", password=PASSWORD):
    attributes = [{"Name": "email", "Value": f"{username}@example.com"}]
    more = {"Password": password} if password else {}
    return idp.sign_up(ClientId=app.client_id, Username=username, UserAttributes=attributes, **more)


def confirm(idp, app, code, username="carol", **more):
    return idp.confirm_sign_up(ClientId=app.client_id, Username=username, ConfirmationCode=code, **more)


@pytest.fixture
def confirmed(idp, app, inbox):
    session = sign_up(idp, app)["Session"]
    return confirm(idp, app, inbox.code_for("carol@example.com"), Session=session)["Session"]


@pytest.mark.spec("USR-251", "API-363")
def test_the_confirmation_is_the_first_factor_of_the_first_sign_in(idp, app, confirmed):
    result = start(idp, app, "carol", confirmed)["AuthenticationResult"]

    assert claims(result["IdToken"])["cognito:username"] == "carol"


@pytest.mark.spec("USR-251")
def test_the_session_of_a_confirmation_serves_once(idp, app, confirmed, refused):
    start(idp, app, "carol", confirmed)
    with refused("NotAuthorizedException"):
        start(idp, app, "carol", confirmed)


@pytest.mark.spec("USR-251")
def test_the_session_of_a_confirmation_ends(idp, app, confirmed, refused):
    later = timezone.now() + datetime.timedelta(minutes=3, seconds=1)
    with time_machine.travel(later, tick=False), refused("NotAuthorizedException"):
        start(idp, app, "carol", confirmed)


@pytest.mark.spec("USR-251")
def test_a_confirmation_without_the_session_gives_none(idp, app, inbox):
    sign_up(idp, app)

    assert "Session" not in confirm(idp, app, inbox.code_for("carol@example.com"))


@pytest.mark.spec("USR-251")
def test_only_clients_with_the_choice_are_given_a_session(idp, app):
    app.explicit_auth_flows = ["ALLOW_USER_SRP_AUTH"]
    app.save()

    assert "Session" not in sign_up(idp, app)


def test_alice_cannot_use_the_session_of_carol(idp, app, alice, confirmed, refused):
    with refused("NotAuthorizedException"):
        start(idp, app, "alice", confirmed)


def test_the_session_of_a_sign_up_signs_nobody_in(idp, app, refused):
    session = sign_up(idp, app)["Session"]
    with refused("NotAuthorizedException"):
        start(idp, app, "carol", session)


def test_another_session_confirms_nobody(idp, app, alice, inbox, refused):
    sign_up(idp, app)
    session = start(idp, app)["Session"]
    with refused("NotAuthorizedException"):
        confirm(idp, app, inbox.code_for("carol@example.com"), Session=session)

    assert User.objects.get(username="carol").status == "UNCONFIRMED"


def test_a_session_in_another_flow_proves_nothing(idp, app, confirmed, refused):
    with refused("NotAuthorizedException"):
        idp.initiate_auth(
            ClientId=app.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "carol", "PASSWORD": "Wrong-Horse-1"},
            Session=confirmed,
        )


@pytest.mark.spec("CON-248")
def test_sign_up_needs_no_password_where_there_are_other_ways_in(idp, app, inbox):
    sign_up(idp, app, password=None)
    confirm(idp, app, inbox.code_for("carol@example.com"))
    challenge = by_code(idp, app, "carol")

    assert "AuthenticationResult" in give_code(idp, app, challenge, inbox.code_for("carol@example.com"), "carol")
