"""What users are told: the pool's texts or Cognito's, with what is put into them kept harmless."""

import pytest

from notifications.models import Message
from pools.actions import domains, sign_up, users
from tests.conftest import CALLER, PASSWORD

EMAIL = "carol@example.com"
PHONE = "+14325551212"


@pytest.fixture
def carol(pool):
    """Makes Carol, with what her pool writes to her."""

    def make(username="carol", media=("EMAIL",), **settings):
        vars(pool).update(settings)
        pool.save()
        users.admin_create_user(
            pool,
            username,
            caller=CALLER,
            attributes={"email": EMAIL, "phone_number": PHONE},
            temporary_password="Temp-Horse-1&<",
            desired_delivery_mediums=media,
        )
        return Message.objects.order_by("created_at")

    return make


@pytest.fixture
def signed_up(app):
    """Signs Carol up; gives the message with her code."""

    def make(attribute="email", value=EMAIL, **settings):
        vars(app.pool).update(settings)
        app.pool.save()
        sign_up.sign_up(app, "carol", PASSWORD, {attribute: value}, caller=CALLER)
        return Message.objects.get()

    return make


@pytest.mark.spec("USR-87")
def test_the_default_code_message(signed_up, inbox):
    message = signed_up()
    assert message.subject == "Your verification code"
    assert message.text == f"Your verification code is {inbox.code_for(EMAIL)}."
    assert inbox.code_for(EMAIL) in message.html


@pytest.mark.spec("USR-88", "USR-59", "USR-52")
def test_the_default_invitation(carol):
    (message,) = carol()
    assert message.subject == "Your temporary password"
    assert message.text == "Your username is carol and temporary password is Temp-Horse-1&<."


@pytest.mark.spec("USR-58")
def test_an_invitation_goes_by_every_medium_asked_for(carol):
    assert {message.address for message in carol(media=["SMS", "EMAIL"])} == {PHONE, EMAIL}


@pytest.mark.spec("USR-79", "USR-260", "CON-116", "USR-262")
def test_the_pool_words_its_own_messages(signed_up, inbox):
    template = {"EmailSubject": "Welcome", "EmailMessage": "Try {####} now"}
    message = signed_up(verification_message_template=template)
    assert (message.subject, message.text) == ("Welcome", f"Try {inbox.code_for(EMAIL)} now")


def test_the_pool_words_its_own_text_messages(signed_up, inbox):
    message = signed_up(
        "phone_number",
        PHONE,
        auto_verified_attributes=["phone_number"],
        verification_message_template={"SmsMessage": "Shop code {####}"},
    )
    assert (message.channel, message.text) == ("sms", f"Shop code {inbox.code_for(PHONE)}")


@pytest.mark.spec("USR-86", "CON-125")
def test_html_of_the_pool_stays_html_and_reads_well_as_text(signed_up, inbox):
    template = {"EmailMessage": "<p>Fish &amp; chips:</p><p><b>{####}</b></p>"}
    message = signed_up(verification_message_template=template)
    assert f"<b>{inbox.code_for(EMAIL)}</b>" in message.html
    assert message.text.split("\n")[:2] == ["Fish & chips:", inbox.code_for(EMAIL)]


def test_a_whole_page_of_the_pool_is_not_put_into_another(signed_up):
    message = signed_up(verification_message_template={"EmailMessage": "<html><body>{####}</body></html>"})
    assert message.html.startswith("<html><body>")


def test_what_a_user_is_called_is_never_html(carol):
    (message,) = carol("<script>alert(1)</script>")
    assert "<script>" not in message.html
    assert "&lt;script&gt;" in message.html
    assert "Temp-Horse-1&amp;&lt;" in message.html


def test_a_name_that_looks_like_a_place_gets_nothing_put_into_it(carol):
    (message,) = carol("{####}")
    assert message.text == "Your username is {####} and temporary password is Temp-Horse-1&<."


@pytest.mark.spec("CON-258", "USR-83")
def test_an_invitation_without_a_place_for_the_password_is_not_sent(carol):
    template = {"EmailMessage": "Welcome {username}"}
    assert not carol(admin_create_user_config={"InviteMessageTemplate": template})


@pytest.mark.spec("USR-30", "USR-82", "USR-85", "CON-127", "CON-128", "API-252")
def test_a_link_confirms_on_the_pools_own_domain(signed_up, app):
    domains.create_domain(app.pool, "shop", caller=CALLER)
    template = {"DefaultEmailOption": "CONFIRM_WITH_LINK", "EmailMessageByLink": "Please {##click & go##}"}
    message = signed_up(verification_message_template=template)
    assert "://shop.auth." in message.text
    assert "/confirmUser?client_id=" in message.text
    assert "&amp;user_name=carol&amp;confirmation_code=" in message.html
    assert ">click &amp; go</a>" in message.html


@pytest.mark.spec("USR-274")
def test_the_pool_says_who_writes(signed_up):
    message = signed_up(email_configuration={"From": "Shop <hello@shop.example>"})
    assert message.sender == "Shop <hello@shop.example>"


def test_a_sender_that_would_break_its_line_sends_nothing(idp, app, pool, refused):
    pool.email_configuration = {"From": "x@example.com\r\nBcc: everybody@example.com"}
    pool.save()
    with refused("CodeDeliveryFailureException"):
        idp.sign_up(
            ClientId=app.client_id,
            Username="carol",
            Password=PASSWORD,
            UserAttributes=[{"Name": "email", "Value": EMAIL}],
        )
    assert not Message.objects.exists()


def test_a_reset_says_that_it_is_one(idp, app, alice, inbox):
    idp.forgot_password(ClientId=app.client_id, Username="alice")
    assert inbox.to("alice@example.com")[0].text.startswith("Your password reset code is ")


def test_messages_are_listed_by_pool(signed_up, pool):
    assert signed_up().reference == pool.id


def test_an_app_without_a_domain_confirms_on_the_base_host(signed_up, settings):
    message = signed_up(verification_message_template={"DefaultEmailOption": "CONFIRM_WITH_LINK"})
    assert f"{settings.PUBLIC_URL}/confirmUser?" in message.text
