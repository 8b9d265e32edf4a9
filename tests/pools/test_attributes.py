"""Changing what is known of a user: the schema, the client's rights, and addresses that must be verified."""

import pytest

from notifications.models import Message
from pools.actions import attribute_changes, codes
from pools.errors import AliasExistsException, InvalidParameterException, NotAuthorizedException
from pools.models import User
from tests.conftest import CALLER, PASSWORD

NEW = "alice@new.example"
OLD = "alice@example.com"


def admin_update(user, **changes):
    return attribute_changes.admin_update_user_attributes(user, changes, caller=CALLER)


def update(user, app, **changes):
    return attribute_changes.update_user_attributes(user, changes, client=app, caller=CALLER)


def verify(user, code, attribute="email"):
    attribute_changes.verify_user_attribute(user, attribute, code, caller=CALLER)


def configure(pool, **settings):
    vars(pool).update(settings)
    vars(pool).pop("attribute_schema", None)
    pool.save()


def stored():
    return User.objects.get(username="alice").attributes


@pytest.fixture
def token(idp, app, alice):
    parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD}
    answer = idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    return answer["AuthenticationResult"]["AccessToken"]


@pytest.fixture
def custom(pool):
    """Gives the pool a custom attribute."""

    def add(name="age", kind="Number", **settings):
        configure(pool, schema=[{"Name": f"custom:{name}", "AttributeDataType": kind, "Mutable": True, **settings}])

    return add


@pytest.mark.spec("CON-241", "USR-254")
def test_an_administrator_sets_and_deletes_over_the_wire(idp, pool, alice):
    changes = {"name": "Alice", "given_name": "Al", "email_verified": "false"}
    listed = [{"Name": name, "Value": value} for name, value in changes.items()]
    idp.admin_update_user_attributes(UserPoolId=pool.id, Username="alice", UserAttributes=listed)
    idp.admin_update_user_attributes(
        UserPoolId=pool.id, Username="alice", UserAttributes=[{"Name": "given_name", "Value": ""}]
    )
    idp.admin_delete_user_attributes(UserPoolId=pool.id, Username="alice", UserAttributeNames=["name"])
    assert stored() == {"email": OLD, "email_verified": "false"}


@pytest.mark.spec("USR-45", "USR-46", "USR-50", "CON-111")
def test_a_new_address_is_unverified_and_gets_a_code(idp, token, inbox):
    changed = idp.update_user_attributes(AccessToken=token, UserAttributes=[{"Name": "email", "Value": NEW}])
    assert changed["CodeDeliveryDetailsList"][0]["Destination"] == "a***@n***"
    assert stored() == {"email": NEW, "email_verified": "false"}

    idp.verify_user_attribute(AccessToken=token, AttributeName="email", Code=inbox.code_for(NEW))
    assert stored() == {"email": NEW, "email_verified": "true"}


@pytest.mark.spec("USR-47", "USR-48", "CON-112", "CON-255")
def test_an_address_stays_until_the_new_one_is_verified(pool, app, alice, inbox):
    configure(pool, user_attribute_update_settings={"AttributesRequireVerificationBeforeUpdate": ["email"]})
    update(alice, app, email="alice@typo.example")
    update(alice, app, email=NEW)
    assert stored() == {"email": OLD, "email_verified": "true"}

    verify(alice, inbox.code_for(NEW))
    assert stored() == {"email": NEW, "email_verified": "true"}


@pytest.mark.spec("USR-254", "CON-29", "CON-255")
def test_an_administrator_may_know_better(pool, alice):
    configure(pool, user_attribute_update_settings={"AttributesRequireVerificationBeforeUpdate": ["email"]})
    assert admin_update(alice, email=NEW, email_verified="true") == []
    assert stored() == {"email": NEW, "email_verified": "true"}
    assert not Message.objects.exists()


@pytest.mark.spec("USR-254")
def test_an_administrators_change_waits_for_verification_too(pool, alice):
    configure(pool, user_attribute_update_settings={"AttributesRequireVerificationBeforeUpdate": ["email"]})
    admin_update(alice, email=NEW, email_verified="false")
    assert stored() == {"email": OLD, "email_verified": "true"}


def test_a_code_of_an_old_address_brings_it_not_back(pool, app, alice, inbox):
    attribute_changes.send_attribute_code(alice, "email", client=app, caller=CALLER)
    code = inbox.code_for(OLD)
    admin_update(alice, email=NEW, email_verified="true")
    with pytest.raises(Exception, match="Invalid code"):
        verify(alice, code)
    assert stored()["email"] == NEW


def test_a_reset_code_dies_with_the_address_it_went_to(alice):
    codes.send(alice, codes.Purpose.RECOVERY, codes.Contact("email", OLD))
    admin_update(alice, email=NEW, email_verified="true")
    assert not alice.codes.exists()


@pytest.mark.spec("USR-32", "USR-33", "USR-34")
def test_a_second_contact_is_verified_after_sign_in(idp, token, alice, inbox):
    admin_update(alice, phone_number="+14325551212")
    sent = idp.get_user_attribute_verification_code(AccessToken=token, AttributeName="phone_number")
    code = inbox.code_for("+14325551212")
    idp.verify_user_attribute(AccessToken=token, AttributeName="phone_number", Code=code)
    assert sent["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS"
    assert stored()["phone_number_verified"] == "true"


@pytest.mark.spec("CON-25")
def test_only_addresses_are_verified(idp, token, refused):
    with refused("InvalidParameterException"):
        idp.get_user_attribute_verification_code(AccessToken=token, AttributeName="name")


@pytest.mark.spec("API-229")
def test_the_sixth_code_for_an_address_within_an_hour_is_refused(idp, token, refused):
    [idp.get_user_attribute_verification_code(AccessToken=token, AttributeName="email") for _ in range(5)]
    with refused("LimitExceededException"):
        idp.get_user_attribute_verification_code(AccessToken=token, AttributeName="email")


@pytest.mark.spec("CON-80", "CON-246", "APP-116", "APP-64", "APP-65")
@pytest.mark.parametrize("name", ["email_verified", "sub", "custom:age", "family_name"])
def test_a_client_sets_only_what_it_may(app, alice, custom, name):
    custom()
    app.write_attributes = ["email", "name"]
    with pytest.raises(NotAuthorizedException, match="A client attempted to write unauthorized attribute"):
        update(alice, app, **{name: "1"})


@pytest.mark.spec("CON-76", "CON-245")
def test_a_custom_attribute_is_set_by_a_client_that_may(app, alice, custom):
    custom()
    app.write_attributes = ["custom:age"]
    update(alice, app, **{"custom:age": "42"})
    assert stored()["custom:age"] == "42"


@pytest.mark.spec("CON-83")
def test_a_required_attribute_is_always_writable(pool, app, alice):
    configure(pool, schema=[{"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True}])
    app.write_attributes = ["email"]
    update(alice, app, name="Alice")
    assert stored()["name"] == "Alice"


@pytest.mark.spec("CON-72")
def test_an_immutable_attribute_keeps_its_value(alice, custom):
    custom(Mutable=False)
    with pytest.raises(InvalidParameterException, match=r"user\.custom:age: Attribute cannot be updated"):
        admin_update(alice, **{"custom:age": "42"})


@pytest.mark.spec("CON-67", "CON-24")
@pytest.mark.parametrize(
    ("kind", "constraints", "value"),
    [
        ("Number", {"NumberAttributeConstraints": {"MinValue": "18"}}, "17"),
        ("Number", {"NumberAttributeConstraints": {"MaxValue": "99"}}, "100"),
        ("Number", {}, "many"),
        ("Number", {}, "NaN"),
        ("Number", {}, "Infinity"),
        ("String", {"StringAttributeConstraints": {"MinLength": "2", "MaxLength": "3"}}, "x"),
        ("String", {"StringAttributeConstraints": {"MinLength": "2", "MaxLength": "3"}}, "xxxx"),
        ("String", {}, "x" * 2049),
        ("Boolean", {}, "maybe"),
        ("DateTime", {}, "tomorrow"),
    ],
)
def test_a_value_must_fit_the_schema(alice, custom, kind, constraints, value):
    custom("it", kind, **constraints)
    with pytest.raises(InvalidParameterException, match="Attributes did not conform to the schema: custom:it: "):
        admin_update(alice, **{"custom:it": value})


@pytest.mark.parametrize(
    ("kind", "value"),
    [("Number", "-1.5"), ("String", "x" * 2048), ("Boolean", "true"), ("DateTime", "2026-01-01T00:00:00Z")],
)
def test_a_value_that_fits_is_kept_as_it_is(alice, custom, kind, value):
    custom("it", kind)
    admin_update(alice, **{"custom:it": value})
    assert stored()["custom:it"] == value


def test_every_fault_is_told_at_once(alice):
    with pytest.raises(InvalidParameterException) as refusal:
        admin_update(alice, shoe_size="42", birthdate="1985")
    assert refusal.value.message == (
        "Attributes did not conform to the schema: shoe_size: Attribute does not exist in the schema.\n"
        "birthdate: Attribute value must have at least 10 characters.\n"
    )


def test_an_unknown_attribute_is_not_deleted(alice):
    with pytest.raises(InvalidParameterException, match="shoe_size: Attribute does not exist in the schema"):
        attribute_changes.admin_delete_user_attributes(alice, ["shoe_size"], caller=CALLER)


def test_a_required_attribute_is_not_deleted(pool, alice):
    configure(pool, schema=[{"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True}])
    with pytest.raises(InvalidParameterException, match="email: The attribute is required"):
        admin_update(alice, email="")


def test_the_last_name_to_sign_in_by_is_not_deleted(pool, alice):
    configure(pool, username_attributes=["email"])
    with pytest.raises(InvalidParameterException):
        admin_update(alice, email="")


@pytest.mark.spec("USR-255", "CON-58")
def test_an_address_that_is_anothers_name_is_refused(pool, alice, bob):
    configure(pool, username_attributes=["email"])
    admin_update(bob, email="bob@new.example")
    with pytest.raises(AliasExistsException, match="An account with the given email already exists"):
        admin_update(alice, email="bob@new.example")
    assert stored()["email"] == OLD


@pytest.mark.spec("CON-31", "CON-32")
@pytest.mark.parametrize("number", ["14325551212", "+1 432 555 1212", "+1-432", "+", "+0123", "+1٢٣٤"])
def test_a_phone_number_is_digits_after_a_plus(alice, number):
    with pytest.raises(InvalidParameterException, match="Invalid phone number format"):
        admin_update(alice, phone_number=number)
