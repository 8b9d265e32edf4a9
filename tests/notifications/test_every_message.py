"""Every kind of message, from the flow that writes it to the reader who uses it: e-mail by a real SMTP server, text
messages by a real gateway."""

import email
import email.policy
import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from notifications import tasks
from pools.models import User
from tests.conftest import PASSWORD
from tests.hostedui.conftest import Browser, asks  # noqa: F401 - a fixture
from tests.pools import mfa
from tests.pools.signing_in import answer, by_password, tokens

pytestmark = pytest.mark.django_db

CAROL, PHONE = "carol@example.com", "+14325551212"
ALICE = "alice@example.com"
NEW_PASSWORD = "Another-Horse-2"


class Post:
    """What Carol and Alice receive; looking into it has the worker deliver what waits."""

    def __init__(self, mailbox, gateway):
        self.mailbox, self.gateway = mailbox, gateway

    def letter_to(self, address):
        """The newest letter, which must have come by SMTP to this address alone."""
        tasks.sweep()
        envelope = self.mailbox.letters[-1]
        assert envelope.rcpt_tos == [address]
        return email.message_from_bytes(envelope.original_content, policy=email.policy.default)

    def text_of(self, letter):
        """The plain text; the HTML beside it must say the same."""
        plain, html = (part.get_content().strip() for part in letter.iter_parts())
        assert set(re.findall(r"\b\d{6}\b", plain)) <= set(re.findall(r"\b\d{6}\b", html))
        assert html.startswith("<!doctype html>")
        return plain

    def code_to(self, address, subject="Your verification code"):
        letter = self.letter_to(address)
        assert letter["Subject"] == subject
        return re.search(r"\b\d{6}\b", self.text_of(letter)).group()

    def code_by_sms(self, beginning):
        tasks.sweep()
        sent = self.gateway.posts[-1]
        assert sent["to"] == PHONE
        assert sent["text"].startswith(beginning)
        return re.search(r"\b\d{6}\b", sent["text"]).group()

    def link_to(self, address, subject):
        letter = self.letter_to(address)
        assert letter["Subject"] == subject
        link = re.search(r"https?://\S+", self.text_of(letter)).group()
        address = urlsplit(link)
        return f"{address.path}?{address.query}"


@pytest.fixture
def post(mailbox, gateway):
    return Post(mailbox, gateway)


@pytest.fixture
def carol(idp, app):
    """Signs Carol up by an address."""

    def sign_up(attribute="email", value=CAROL, **settings):
        vars(app.pool).update(settings)
        app.pool.save()
        attributes = [{"Name": attribute, "Value": value}]
        idp.sign_up(ClientId=app.client_id, Username="carol", Password=PASSWORD, UserAttributes=attributes)
        return {"ClientId": app.client_id, "Username": "carol"}

    return sign_up


@pytest.fixture
def invited(idp, pool):
    def invite(**more):
        idp.admin_create_user(
            UserPoolId=pool.id,
            Username="carol",
            UserAttributes=[{"Name": "email", "Value": CAROL}, {"Name": "phone_number", "Value": PHONE}],
            **{"DesiredDeliveryMediums": ["EMAIL"]} | more,
        )

    return invite


@pytest.fixture
def alices_phone(alice):
    alice.attributes |= {"phone_number": PHONE, "phone_number_verified": "true"}
    alice.save()


def is_in(result):
    return "AuthenticationResult" in result


@pytest.mark.spec("USR-24", "USR-52", "USR-79")
def test_sign_up_by_code(idp, carol, post):
    who = carol()
    idp.confirm_sign_up(**who, ConfirmationCode=post.code_to(CAROL))


def test_sign_up_by_link(carol, post):
    carol(verification_message_template={"DefaultEmailOption": "CONFIRM_WITH_LINK"})
    Client().get(post.link_to(CAROL, "Your verification link"))

    assert User.objects.get(username="carol").status == User.Status.CONFIRMED


def test_sign_up_by_text_message(idp, carol, post):
    who = carol("phone_number", PHONE, auto_verified_attributes=["phone_number"])
    idp.confirm_sign_up(**who, ConfirmationCode=post.code_by_sms("Your verification code is "))


@pytest.mark.spec("USR-28")
def test_a_code_sent_again_takes_the_place_of_the_first(idp, carol, post, refused):
    who = carol()
    first = post.code_to(CAROL)
    idp.resend_confirmation_code(**who)
    with refused("CodeMismatchException"):
        idp.confirm_sign_up(**who, ConfirmationCode=first)
    idp.confirm_sign_up(**who, ConfirmationCode=post.code_to(CAROL))


@pytest.mark.spec("USR-58", "USR-59", "USR-88")
def test_an_invitation(idp, app, invited, post):
    invited()
    letter = post.letter_to(CAROL)
    password = re.search(r"temporary password is (\S+)\.$", post.text_of(letter)).group(1)

    assert letter["Subject"] == "Your temporary password"
    assert by_password(idp, app, "carol", password)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_an_invitation_sent_again(idp, app, invited, post):
    invited()
    first = post.text_of(post.letter_to(CAROL))
    invited(MessageAction="RESEND")
    second = post.text_of(post.letter_to(CAROL))

    assert len(post.mailbox.letters) == 2
    assert first != second


def test_an_invitation_by_text_message(idp, app, invited, post):
    invited(DesiredDeliveryMediums=["SMS"])
    tasks.sweep()
    password = post.gateway.posts[-1]["text"].removeprefix("Your username is carol and temporary password is ")[:-1]

    assert by_password(idp, app, "carol", password)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


@pytest.mark.spec("USR-200")
def test_a_forgotten_password(idp, app, alice, post):
    idp.forgot_password(ClientId=app.client_id, Username="alice")
    code = post.code_to(ALICE)
    idp.confirm_forgot_password(ClientId=app.client_id, Username="alice", ConfirmationCode=code, Password=NEW_PASSWORD)

    assert is_in(by_password(idp, app, password=NEW_PASSWORD))


def test_a_letter_in_its_reader_s_language(idp, app, alice, post):
    alice.attributes |= {"locale": "ar-EG"}
    alice.save()
    idp.forgot_password(ClientId=app.client_id, Username="alice")
    code = post.code_to(ALICE, "رمز التحقق الخاص بك")
    idp.confirm_forgot_password(ClientId=app.client_id, Username="alice", ConfirmationCode=code, Password=NEW_PASSWORD)

    assert is_in(by_password(idp, app, password=NEW_PASSWORD))


def test_a_password_that_an_administrator_resets(idp, app, pool, alice, alices_phone, post):
    idp.admin_reset_user_password(UserPoolId=pool.id, Username="alice")
    code = post.code_by_sms("Your password reset code is ")
    idp.confirm_forgot_password(ClientId=app.client_id, Username="alice", ConfirmationCode=code, Password=NEW_PASSWORD)

    assert is_in(by_password(idp, app, password=NEW_PASSWORD))


def test_an_address_to_verify(idp, app, alice, post):
    access = tokens(idp, app)["AccessToken"]
    idp.get_user_attribute_verification_code(AccessToken=access, AttributeName="email")

    idp.verify_user_attribute(AccessToken=access, AttributeName="email", Code=post.code_to(ALICE))


def test_an_address_that_changes(idp, app, alice, post):
    access = tokens(idp, app)["AccessToken"]
    idp.update_user_attributes(AccessToken=access, UserAttributes=[{"Name": "email", "Value": CAROL}])
    idp.verify_user_attribute(AccessToken=access, AttributeName="email", Code=post.code_to(CAROL))

    alice.refresh_from_db()
    assert (alice.attributes["email"], alice.attributes["email_verified"]) == (CAROL, "true")


def test_a_phone_number_that_changes(idp, app, pool, alice, post):
    pool.auto_verified_attributes = ["email", "phone_number"]
    pool.save()
    access = tokens(idp, app)["AccessToken"]
    idp.update_user_attributes(AccessToken=access, UserAttributes=[{"Name": "phone_number", "Value": PHONE}])
    code = post.code_by_sms("Your verification code is ")

    idp.verify_user_attribute(AccessToken=access, AttributeName="phone_number", Code=code)


def test_a_second_factor_by_email(idp, app, pool, alice, post):
    mfa.configure(pool, email={})
    User.objects.filter(pk=alice.pk).update(email_mfa_enabled=True)
    challenge = by_password(idp, app)
    code = post.code_to(ALICE, "Your authentication code")

    responses = {"USERNAME": "alice", "EMAIL_OTP_CODE": code}
    assert is_in(answer(idp, app, "EMAIL_OTP", responses, challenge["Session"]))


def test_a_second_factor_by_text_message(idp, app, pool, alice, alices_phone, post):
    mfa.configure(pool, sms=mfa.SMS)
    User.objects.filter(pk=alice.pk).update(sms_mfa_enabled=True)
    challenge = by_password(idp, app)
    code = post.code_by_sms("Your authentication code is ")

    responses = {"USERNAME": "alice", "SMS_MFA_CODE": code}
    assert is_in(answer(idp, app, "SMS_MFA", responses, challenge["Session"]))


@pytest.fixture
def by_code(idp, app, pool):
    """Begins a sign-in by a code alone."""
    pool.policies = pool.policies | {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]}}
    pool.save()

    def start(factor):
        wanted = {"USERNAME": "alice", "PREFERRED_CHALLENGE": factor}
        return idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_AUTH", AuthParameters=wanted)

    return start


def test_a_sign_in_by_a_code_alone(idp, app, alice, by_code, post):
    challenge = by_code("EMAIL_OTP")
    responses = {"USERNAME": "alice", "EMAIL_OTP_CODE": post.code_to(ALICE, "Your authentication code")}

    assert is_in(answer(idp, app, "EMAIL_OTP", responses, challenge["Session"]))


def test_a_sign_in_by_a_texted_code_alone(idp, app, alice, alices_phone, by_code, post):
    challenge = by_code("SMS_OTP")
    responses = {"USERNAME": "alice", "SMS_OTP_CODE": post.code_by_sms("Your authentication code is ")}

    assert is_in(answer(idp, app, "SMS_OTP", responses, challenge["Session"]))


def test_a_sign_in_by_link(app, alice, asks, post):  # noqa: F811
    app.allow_sign_in_link = True
    app.save()
    browser = Browser()
    browser.get(asks("/login"))
    browser.fill_in(to=asks("/sendSignInLink"), username="alice")
    browser.get(post.link_to(ALICE, "Your sign-in link"))
    browser.fill_in()

    assert "code" in browser.query
