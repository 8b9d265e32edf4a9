"""Every kind of message that a flow sends, as a real SMTP server and a real gateway of text messages receive it."""

import dataclasses
import email
import re
from collections.abc import Callable
from email.policy import default
from typing import Any

import pytest

from notifications import delivery
from notifications.models import Message
from pools.actions import domains
from pools.models import AppClient, User, UserPool
from tests.conftest import CALLER, PASSWORD
from tests.hostedui.conftest import Browser, asks, browser  # noqa: F401 - fixtures
from tests.notifications.conftest import gateway, mailbox  # noqa: F401 - fixtures
from tests.pools import choosing, mfa
from tests.pools.signing_in import by_password
from tests.pools.threats.conftest import CAFE, PHONE, guarded, respond, sign_in  # noqa: F401 - fixtures

pytestmark = pytest.mark.one_database

CAROL = {"Username": "carol", "UserAttributes": [{"Name": "email", "Value": "carol@example.com"}]}
DAVE = {"Username": "dave", "UserAttributes": [{"Name": "phone_number", "Value": mfa.PHONE}]}
CODE, LINK = r"code is \d{6}\.", r"http://\S+"


@dataclasses.dataclass(frozen=True)
class Stage:
    """What flows are played on."""

    idp: Any
    pool: UserPool
    app: AppClient
    alice: User
    fixture: Callable[[str], Any]

    @property
    def pool_id(self) -> dict[str, str]:
        return {"UserPoolId": self.pool.id}

    def set(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self.pool, name, value)
        self.pool.save()

    def sign_up(self, who: dict[str, Any]) -> None:
        self.idp.sign_up(ClientId=self.app.client_id, Password=PASSWORD, **who)

    def token(self) -> str:
        return by_password(self.idp, self.app)["AuthenticationResult"]["AccessToken"]

    def by_phone(self) -> None:
        """Codes go out by text message from here on."""
        self.set(auto_verified_attributes=["phone_number"], sms_configuration=mfa.SMS["SmsConfiguration"])
        mfa.give_phone(self.alice)
        User.objects.filter(pk=self.alice.pk).update(
            attributes=self.alice.attributes | {"phone_number_verified": "true"}
        )


@pytest.fixture
def stage(idp, pool, app, alice, request) -> Stage:
    return Stage(idp, pool, app, alice, request.getfixturevalue)


def by_link(stage):
    domains.create_domain(stage.pool, "shop", caller=CALLER)
    stage.set(verification_message_template={"DefaultEmailOption": "CONFIRM_WITH_LINK"})
    stage.sign_up(CAROL)


def sent_again(stage):
    stage.sign_up(CAROL)
    Message.objects.all().delete()
    stage.idp.resend_confirmation_code(ClientId=stage.app.client_id, Username="carol")


def invited_again(stage):
    stage.idp.admin_create_user(**stage.pool_id, **CAROL, MessageAction="SUPPRESS")
    stage.idp.admin_create_user(
        **stage.pool_id, Username="carol", MessageAction="RESEND", DesiredDeliveryMediums=["EMAIL"]
    )


def changed(stage):
    attributes = [{"Name": "email", "Value": "new@example.com"}]
    stage.idp.update_user_attributes(AccessToken=stage.token(), UserAttributes=attributes)


def asked_for(stage, name="email"):
    stage.idp.get_user_attribute_verification_code(AccessToken=stage.token(), AttributeName=name)


def second_factor(stage):
    mfa.configure(stage.pool, email={})
    User.objects.filter(pk=stage.alice.pk).update(email_mfa_enabled=True)
    by_password(stage.idp, stage.app)


def first_factor(stage, name="EMAIL_OTP"):
    stage.set(policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", name]}})
    choosing.start(stage.idp, stage.app, PREFERRED_CHALLENGE=name)


def link_to_sign_in_with(stage):
    stage.app.allow_sign_in_link = True
    stage.app.save()
    browser, asks = stage.fixture("browser"), stage.fixture("asks")  # noqa: F811
    browser.get(asks("/login"))
    browser.fill_in(to=asks("/sendSignInLink"), username="alice")


def from_elsewhere(action):
    """A sign-in from an unknown place, which the pool answers like this and tells the user of."""

    def play(stage):
        mfa.configure(stage.pool, software_token=mfa.TOTP)
        mfa.give_app(stage.alice, enabled=False)
        stage.fixture("respond")(action, action, action, notify=True)
        stage.fixture("sign_in")()
        try:
            stage.fixture("sign_in")(address=CAFE, agent=PHONE)
        except stage.idp.exceptions.NotAuthorizedException:
            assert action == "BLOCK"

    return play


def forgotten(stage):
    stage.idp.forgot_password(ClientId=stage.app.client_id, Username="alice")


# Whom it goes to, its subject, and how its plain text is
MAILS = {
    "sign-up, a code": (lambda stage: stage.sign_up(CAROL), "carol@", "Your verification code", CODE),
    "sign-up, a link": (by_link, "carol@", "Your verification link", LINK),
    "the code again": (sent_again, "carol@", "Your verification code", CODE),
    "an invitation": (
        lambda stage: stage.idp.admin_create_user(**stage.pool_id, **CAROL, DesiredDeliveryMediums=["EMAIL"]),
        "carol@",
        "Your temporary password",
        r"Your username is carol and temporary password is \S+\.",
    ),
    "the invitation again": (invited_again, "carol@", "Your temporary password", r"Your username is carol"),
    "a forgotten password": (forgotten, "alice@", "Your verification code", CODE),
    "a password that an administrator reset": (
        lambda stage: stage.idp.admin_reset_user_password(**stage.pool_id, Username="alice"),
        "alice@",
        "Your verification code",
        CODE,
    ),
    "a changed address": (changed, "new@", "Your verification code", CODE),
    "an address to verify": (asked_for, "alice@", "Your verification code", CODE),
    "a second factor": (second_factor, "alice@", "Your authentication code", CODE),
    "a first factor": (first_factor, "alice@", "Your authentication code", CODE),
    "a link to sign in with": (link_to_sign_in_with, "alice@", "Your sign-in link", LINK),
    "a blocked sign-in": (from_elsewhere("BLOCK"), "alice@", "A sign-in to your account was blocked", re.escape(CAFE)),
    "a sign-in with a second factor": (
        from_elsewhere("MFA_REQUIRED"),
        "alice@",
        "An unusual sign-in to your account",
        "We asked for a second factor",
    ),
    "a sign-in let in": (from_elsewhere("NO_ACTION"), "alice@", "An unusual sign-in to your account", re.escape(CAFE)),
}

TEXTS = {
    "sign-up": (lambda stage: stage.sign_up(DAVE), CODE),
    "an invitation": (
        lambda stage: stage.idp.admin_create_user(**stage.pool_id, **DAVE, DesiredDeliveryMediums=["SMS"]),
        "Your username is dave",
    ),
    "a forgotten password": (forgotten, CODE),
    "a number to verify": (lambda stage: asked_for(stage, "phone_number"), CODE),
    "a second factor": (
        lambda stage: (
            mfa.configure(stage.pool, sms=mfa.SMS),
            User.objects.filter(pk=stage.alice.pk).update(sms_mfa_enabled=True),
            by_password(stage.idp, stage.app),
        ),
        CODE,
    ),
    "a first factor": (lambda stage: first_factor(stage, "SMS_OTP"), CODE),
}


@pytest.mark.spec("USR-79", "USR-87")
@pytest.mark.parametrize("kind", MAILS)
def test_each_kind_of_mail_arrives(stage, mailbox, kind):  # noqa: F811
    play, whom, subject, text = MAILS[kind]
    play(stage)
    deliver()

    [envelope] = mailbox.letters
    letter = email.message_from_bytes(envelope.content, policy=default)
    assert envelope.rcpt_tos[0].startswith(whom)
    assert letter["Subject"] == subject
    assert re.search(text, letter.get_body(("plain",)).get_content())
    assert "</html>" in letter.get_body(("html",)).get_content()


@pytest.mark.parametrize("kind", TEXTS)
def test_each_kind_of_text_message_arrives(stage, gateway, kind):  # noqa: F811
    play, text = TEXTS[kind]
    stage.by_phone()
    play(stage)
    deliver()

    [post] = gateway.posts
    assert post["to"] == mfa.PHONE
    assert re.search(text, post["text"])


def deliver() -> None:
    """What the workers would do."""
    for key in Message.objects.filter(state=Message.State.WAITING).values_list("pk", flat=True):
        delivery.deliver(key)
