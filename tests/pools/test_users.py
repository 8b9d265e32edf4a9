"""Users as administrators make and keep them, by the real SDK."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from notifications.models import Message
from pools.actions import passwords, users
from pools.models import AuditEvent, Session, User
from tests.conftest import CALLER, PASSWORD
from tests.pools.signing_in import answer, by_password

EMAIL = "carol@example.com"
UNKNOWN = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def create(idp, pool):
    def make(username="carol", attributes=None, **options):
        listed = [{"Name": name, "Value": value} for name, value in (attributes or {}).items()]
        return idp.admin_create_user(UserPoolId=pool.id, Username=username, UserAttributes=listed, **options)["User"]

    return make


@pytest.fixture
def sign_in(idp, app):
    def start(password, username="carol"):
        return idp.initiate_auth(
            ClientId=app.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )

    return start


@pytest.mark.spec("USR-55", "USR-67", "USR-08", "USR-94", "CON-28")
def test_a_user_is_created_by_name_alone(create):
    user = create()
    assert (user["Username"], user["Enabled"], user["UserStatus"]) == ("carol", True, "FORCE_CHANGE_PASSWORD")
    assert user["Attributes"] == [{"Name": "sub", "Value": str(User.objects.get().sub)}]
    assert not Message.objects.exists()


@pytest.mark.spec("USR-56", "USR-59")
def test_a_made_up_password_is_sent_and_signs_in(create, inbox, sign_in):
    create(attributes={"email": EMAIL}, DesiredDeliveryMediums=["EMAIL"])
    password = inbox.to(EMAIL)[0].text.removeprefix("Your username is carol and temporary password is ")[:-1]
    assert sign_in(password)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


@pytest.mark.spec("USR-56")
def test_a_temporary_password_must_meet_the_policy(create, refused):
    with refused("InvalidPasswordException"):
        create(TemporaryPassword="weak")
    assert not User.objects.exists()


@pytest.mark.spec("USR-61")
def test_an_invitation_can_be_left_out(create):
    user = create(attributes={"phone_number": "+14325551212"}, MessageAction="SUPPRESS")
    assert user["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert not Message.objects.exists()


@pytest.mark.spec("USR-58")
def test_an_invitation_goes_by_sms_unless_told_otherwise(create):
    create(attributes={"email": EMAIL, "phone_number": "+14325551212"})
    assert Message.objects.get().address == "+14325551212"


@pytest.mark.spec("USR-58")
def test_a_medium_asked_for_needs_its_attribute(create, refused):
    with refused("InvalidParameterException"):
        create(DesiredDeliveryMediums=["EMAIL"])
    assert not User.objects.exists()


@pytest.mark.spec("USR-60")
def test_an_invitation_is_sent_again_with_a_new_password(create, inbox, sign_in, refused):
    create(attributes={"email": EMAIL}, TemporaryPassword=PASSWORD, DesiredDeliveryMediums=["EMAIL"])
    create(MessageAction="RESEND", DesiredDeliveryMediums=["EMAIL"])
    assert len(inbox.to(EMAIL)) == 2
    with refused("NotAuthorizedException"):
        sign_in(PASSWORD)


@pytest.mark.spec("USR-258")
def test_only_a_waiting_user_is_invited_again(create, alice, refused):
    with refused("UnsupportedUserStateException") as refusal:
        create("alice", MessageAction="RESEND")
    assert refusal.message == "Resend not possible. alice status is not FORCE_CHANGE_PASSWORD"
    with refused("UserNotFoundException"):
        create("nobody", MessageAction="RESEND")


@pytest.mark.spec("USR-60", "USR-62", "USR-63", "CON-95")
def test_a_temporary_password_lasts_seven_days_unless_renewed(idp, pool, create, sign_in, refused):
    with time_machine.travel(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), tick=False) as clock:
        create(TemporaryPassword=PASSWORD)
        clock.shift(datetime.timedelta(days=8))
        with refused("NotAuthorizedException"):
            sign_in(PASSWORD)
        idp.admin_update_user_attributes(
            UserPoolId=pool.id, Username="carol", UserAttributes=[{"Name": "name", "Value": "Carol"}]
        )
        assert sign_in(PASSWORD)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


@pytest.mark.spec("CON-39")
def test_a_taken_name_is_not_created_again(create, alice, refused):
    with refused("UsernameExistsException") as refusal:
        create("alice")
    assert refusal.message == "User account already exists"


@pytest.mark.spec("USR-57")
def test_what_is_verified_must_be_there(create, refused):
    with refused("InvalidParameterException"):
        create(attributes={"email_verified": "true"})


@pytest.mark.spec("USR-57")
def test_an_address_can_be_verified_at_creation(create):
    create(attributes={"email": EMAIL, "email_verified": "True"})
    assert User.objects.get().is_verified("email")


@pytest.mark.parametrize("username", ["with space", "tab\there", "nul\0", "", "x" * 129])
@pytest.mark.spec("CON-240")
def test_a_name_separates_and_controls_nothing(create, refused, username):
    with refused("InvalidParameterException"):
        create(username)
    assert not User.objects.exists()


@pytest.mark.spec("CON-240")
@pytest.mark.parametrize("username", ["x" * 128, "ülkü", "名前", "🐎", "{####}", "%", "a'b\"c"])
def test_a_name_may_be_of_any_script(idp, pool, create, username):
    create(username)
    assert idp.admin_get_user(UserPoolId=pool.id, Username=username)["Username"] == username


@pytest.mark.spec("USR-11")
def test_a_user_is_described(idp, pool, alice):
    answer = idp.admin_get_user(UserPoolId=pool.id, Username="alice")
    assert answer["UserAttributes"] == [
        {"Name": "sub", "Value": str(alice.sub)},
        {"Name": "email", "Value": "alice@example.com"},
        {"Name": "email_verified", "Value": "true"},
    ]
    assert (answer["Enabled"], answer["UserStatus"]) == (True, "CONFIRMED")
    assert answer["UserLastModifiedDate"] >= answer["UserCreateDate"]


@pytest.mark.parametrize(
    "operation",
    [
        "admin_get_user",
        "admin_delete_user",
        "admin_enable_user",
        "admin_disable_user",
        "admin_confirm_sign_up",
        "admin_reset_user_password",
    ],
)
@pytest.mark.parametrize("username", ["nobody", UNKNOWN, "nobody@example.com"])
def test_nobody_is_found_where_nobody_is(idp, pool, refused, operation, username):
    with refused("UserNotFoundException") as refusal:
        getattr(idp, operation)(UserPoolId=pool.id, Username=username)
    assert refusal.message == "User does not exist."


def test_a_user_of_another_pool_is_not_found(idp, pool, alice, quick_keys, refused):
    other = idp.create_user_pool(PoolName="others")["UserPool"]["Id"]
    with refused("UserNotFoundException"):
        idp.admin_get_user(UserPoolId=other, Username="alice")


@pytest.mark.spec("USR-248")
@pytest.mark.parametrize(("permanent", "status"), [(True, "CONFIRMED"), (False, "FORCE_CHANGE_PASSWORD")])
def test_a_password_is_set_for_good_or_for_once(idp, pool, alice, permanent, status):
    idp.admin_set_user_password(UserPoolId=pool.id, Username="alice", Password="Brand-New-Horse-2", Permanent=permanent)
    alice.refresh_from_db()
    assert alice.status == status
    assert passwords.is_correct(alice, "Brand-New-Horse-2")


@pytest.mark.spec("USR-248")
def test_an_administrators_password_must_meet_the_policy(idp, pool, alice, refused):
    with refused("InvalidPasswordException"):
        idp.admin_set_user_password(UserPoolId=pool.id, Username="alice", Password="weak", Permanent=True)


@pytest.mark.spec("USR-09", "USR-247")
def test_a_disabled_user_is_signed_out_and_comes_back_when_enabled(idp, pool, alice, sign_in, refused):
    token = sign_in(PASSWORD, "alice")["AuthenticationResult"]["AccessToken"]
    idp.admin_disable_user(UserPoolId=pool.id, Username="alice")
    with refused("NotAuthorizedException"):
        sign_in(PASSWORD, "alice")
    idp.admin_enable_user(UserPoolId=pool.id, Username="alice")
    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=token)
    assert sign_in(PASSWORD, "alice")["AuthenticationResult"]


def test_a_deleted_user_is_gone_with_all_that_was_theirs(idp, pool, alice, sign_in, refused):
    sign_in(PASSWORD, "alice")
    idp.admin_delete_user(UserPoolId=pool.id, Username="alice")
    assert not User.objects.exists()
    assert not Session.objects.exists()
    with refused("UserNotFoundException"):
        idp.admin_delete_user(UserPoolId=pool.id, Username="alice")


def test_users_may_leave(idp, alice, sign_in):
    idp.delete_user(AccessToken=sign_in(PASSWORD, "alice")["AuthenticationResult"]["AccessToken"])
    assert not User.objects.exists()
    assert AuditEvent.objects.get(name="DeleteUser").actor == str(alice.sub)


def test_the_audit_knows_who_created_whom(create, root_key):
    create()
    event = AuditEvent.objects.get(name="AdminCreateUser")
    assert event.sub == str(User.objects.get().sub)
    assert event.actor.endswith(":root") or event.actor.endswith("user/root")


def test_finding_a_user_takes_one_query(pool, alice, django_assert_num_queries):
    with django_assert_num_queries(1):
        users.get_user(pool, "alice")


def test_creating_a_user_takes_few_queries(pool, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):  # savepoint, user, message, audit, release
        users.admin_create_user(
            pool, "carol", caller=CALLER, attributes={"email": EMAIL}, desired_delivery_mediums=["EMAIL"]
        )


def test_the_wire_asks_the_database_little(idp, pool, alice, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):  # access key, pool, user
        idp.admin_get_user(UserPoolId=pool.id, Username="alice")
    with django_assert_max_num_queries(3):
        idp.list_users(UserPoolId=pool.id, Filter='email = "alice@example.com"')


@pytest.mark.spec("USR-65")
def test_users_may_sign_up_unless_administrators_alone_make_them(idp, pool, app, refused):
    idp.sign_up(ClientId=app.client_id, Username="dora", Password=PASSWORD)
    pool.admin_create_user_config = {"AllowAdminCreateUserOnly": True}
    pool.save()
    with refused("NotAuthorizedException"):
        idp.sign_up(ClientId=app.client_id, Username="emil", Password=PASSWORD)


@pytest.mark.spec("USR-64")
def test_who_has_signed_in_once_stays(idp, pool, app):
    idp.admin_create_user(
        UserPoolId=pool.id, Username="dora", TemporaryPassword="Temporary-1", MessageAction="SUPPRESS"
    )
    session = by_password(idp, app, "dora", "Temporary-1")["Session"]
    answer(idp, app, "NEW_PASSWORD_REQUIRED", {"USERNAME": "dora", "NEW_PASSWORD": PASSWORD}, session)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=400)):
        tokens = by_password(idp, app, "dora")["AuthenticationResult"]

    assert tokens["AccessToken"]
