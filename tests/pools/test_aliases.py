"""Further names to sign in by, in the two kinds of pools that have them."""

import pytest

from pools.actions import app_clients, sign_up, user_pools, users
from pools.errors import AliasExistsException, InvalidParameterException, UsernameExistsException
from pools.models import Alias, User
from tests.conftest import ALL_FLOWS, CALLER, PASSWORD, REGION

EMAIL = "carol@example.com"


@pytest.fixture
def alias_pool(db, quick_keys):
    return _pool(alias_attributes=["email", "phone_number", "preferred_username"], case_sensitive=False)


@pytest.fixture
def email_pool(db, quick_keys):
    return _pool(username_attributes=["email", "phone_number"], case_sensitive=False)


@pytest.fixture
def alias_app(alias_pool):
    return _app(alias_pool)


@pytest.fixture
def email_app(email_pool):
    return _app(email_pool)


def _pool(**settings):
    return user_pools.create_user_pool(
        "names", region=REGION, caller=CALLER, auto_verified_attributes=["email"], **settings
    )


def _app(pool):
    return app_clients.create_app_client(pool, "shop", caller=CALLER, explicit_auth_flows=ALL_FLOWS)


def _sign_up(app, username, **attributes):
    return sign_up.sign_up(app, username, PASSWORD, attributes, caller=CALLER).user


def _confirm(app, username, inbox, address=EMAIL, **options):
    return sign_up.confirm_sign_up(app, username, inbox.code_for(address), caller=CALLER, **options)


@pytest.mark.spec("CON-48", "USR-18")
def test_an_address_is_no_name_until_it_is_verified(alias_app, alias_pool, inbox):
    carol = _sign_up(alias_app, "carol", email=EMAIL)
    assert users.find_user(alias_pool, EMAIL) is None
    _confirm(alias_app, "carol", inbox)
    assert users.find_user(alias_pool, EMAIL) == carol


@pytest.mark.spec("CON-40", "CON-41", "CON-51")
@pytest.mark.parametrize("name", ["carol", "CAROL", EMAIL, "Carol@Example.com"])
def test_a_confirmed_user_signs_in_by_name_and_by_address(idp, alias_app, inbox, name):
    _sign_up(alias_app, "carol", email=EMAIL)
    _confirm(alias_app, "carol", inbox)
    answer = idp.initiate_auth(
        ClientId=alias_app.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
    )
    assert answer["AuthenticationResult"]["AccessToken"]


@pytest.mark.spec("CON-42", "CON-43")
@pytest.mark.parametrize("username", [EMAIL, "+14325551212"])
def test_a_user_name_may_not_look_like_an_alias(alias_app, username):
    with pytest.raises(InvalidParameterException, match="Username cannot be of"):
        _sign_up(alias_app, username)


@pytest.mark.spec("CON-44", "CON-45", "CON-46", "USR-31")
def test_a_taken_address_is_refused_at_confirmation_not_before(alias_app, inbox):
    _sign_up(alias_app, "carol", email=EMAIL)
    _confirm(alias_app, "carol", inbox)
    _sign_up(alias_app, "mallory", email="CAROL@example.com")

    with pytest.raises(AliasExistsException, match="An account with the given email already exists"):
        _confirm(alias_app, "mallory", inbox, "CAROL@example.com")
    assert User.objects.get(username="mallory").status == User.Status.UNCONFIRMED


@pytest.mark.spec("CON-47")
def test_an_address_can_be_taken_over_with_the_code(alias_app, alias_pool, inbox):
    old = _sign_up(alias_app, "carol", email=EMAIL)
    _confirm(alias_app, "carol", inbox)
    new = _sign_up(alias_app, "caroline", email=EMAIL)
    _confirm(alias_app, "caroline", inbox, force_alias_creation=True)

    old.refresh_from_db()
    assert users.find_user(alias_pool, EMAIL) == new
    assert old.attributes["email_verified"] == "false"


@pytest.mark.spec("CON-34")
def test_a_preferred_name_comes_after_confirmation(alias_app):
    with pytest.raises(InvalidParameterException):
        _sign_up(alias_app, "carol", preferred_username="cc")


@pytest.mark.spec("CON-242")
def test_a_preferred_name_signs_in_and_can_be_changed(alias_pool):
    carol = users.admin_create_user(alias_pool, "carol", caller=CALLER, attributes={"preferred_username": "cc"})
    assert users.find_user(alias_pool, "CC") == carol


@pytest.mark.spec("CON-50")
def test_a_user_changes_what_else_he_signs_in_by(idp, alias_app, alias_pool, inbox):
    _sign_up(alias_app, "carol", email=EMAIL)
    carol = _confirm(alias_app, "carol", inbox)
    password = {"USERNAME": EMAIL, "PASSWORD": PASSWORD}
    asked = {"ClientId": alias_app.client_id, "AuthFlow": "USER_PASSWORD_AUTH"}
    token = idp.initiate_auth(**asked, AuthParameters=password)["AuthenticationResult"]["AccessToken"]
    changed = [{"Name": "email", "Value": "cc@example.com"}, {"Name": "preferred_username", "Value": "cc"}]
    idp.update_user_attributes(AccessToken=token, UserAttributes=changed)
    code = inbox.code_for("cc@example.com")
    idp.verify_user_attribute(AccessToken=token, AttributeName="email", Code=code)

    assert [users.find_user(alias_pool, name) for name in ("cc", "cc@example.com", EMAIL)] == [carol, carol, None]


def test_a_preferred_name_may_not_be_anothers_user_name(alias_pool):
    users.admin_create_user(alias_pool, "carol", caller=CALLER)
    with pytest.raises(AliasExistsException):
        users.admin_create_user(alias_pool, "mallory", caller=CALLER, attributes={"preferred_username": "Carol"})


def test_a_user_name_may_not_be_anothers_preferred_name(alias_pool):
    users.admin_create_user(alias_pool, "carol", caller=CALLER, attributes={"preferred_username": "cc"})
    with pytest.raises(UsernameExistsException):
        users.admin_create_user(alias_pool, "CC", caller=CALLER)


def test_a_preferred_name_may_not_be_an_address(alias_pool):
    with pytest.raises(InvalidParameterException):
        users.admin_create_user(alias_pool, "mallory", caller=CALLER, attributes={"preferred_username": EMAIL})


@pytest.mark.spec("CON-61", "CON-64")
def test_an_address_as_name_becomes_an_attribute_and_the_name_is_made_up(email_app):
    carol = _sign_up(email_app, EMAIL)
    assert carol.attributes["email"] == EMAIL
    assert carol.username == str(carol.sub)


@pytest.mark.spec("CON-62")
def test_a_phone_number_as_name_becomes_an_attribute(email_app):
    assert _sign_up(email_app, "+14325551212").attributes["phone_number"] == "+14325551212"


@pytest.mark.spec("CON-63")
def test_another_name_is_refused_where_addresses_are_names(email_app):
    with pytest.raises(InvalidParameterException, match="Username should be either an email or a phone number"):
        _sign_up(email_app, "carol")


@pytest.mark.spec("CON-57", "CON-65")
def test_an_address_as_name_is_given_once_even_unverified(email_app):
    _sign_up(email_app, EMAIL)
    with pytest.raises(UsernameExistsException, match="An account with the given email already exists"):
        _sign_up(email_app, EMAIL.upper())
    assert User.objects.count() == 1


def test_the_name_and_the_attribute_must_agree(email_app):
    with pytest.raises(InvalidParameterException):
        _sign_up(email_app, EMAIL, email="mallory@example.com")


@pytest.mark.spec("CON-240")
@pytest.mark.parametrize("name", ["by sub", "by address"])
def test_where_addresses_are_names_users_are_found_by_sub_and_by_address(email_app, email_pool, name):
    carol = _sign_up(email_app, EMAIL)
    names = {"by sub": str(carol.sub), "by address": EMAIL}
    assert users.get_user(email_pool, names[name]) == carol


@pytest.mark.spec("CON-243", "USR-257")
def test_an_administrator_moves_an_alias_only_by_force(alias_pool):
    verified = {"email": EMAIL, "email_verified": "true"}
    users.admin_create_user(alias_pool, "carol", caller=CALLER, attributes=verified)
    with pytest.raises(AliasExistsException):
        users.admin_create_user(alias_pool, "caroline", caller=CALLER, attributes=verified)
    new = users.admin_create_user(alias_pool, "caroline", caller=CALLER, attributes=verified, force_alias_creation=True)
    assert users.find_user(alias_pool, EMAIL) == new


def test_a_deleted_user_leaves_the_address_free(email_app):
    users.admin_delete_user(_sign_up(email_app, EMAIL), caller=CALLER)
    assert not Alias.objects.exists()
    _sign_up(email_app, EMAIL)


def test_long_addresses_are_names_too(alias_pool):
    long_name = "ß" * 120  # folds to 240 characters
    longer = "\u0390" * 120  # folds to 360, more than a column holds
    users.admin_create_user(alias_pool, long_name, caller=CALLER)
    users.admin_create_user(alias_pool, longer, caller=CALLER)
    assert users.get_user(alias_pool, longer).username == longer


def test_the_same_value_under_two_kinds_is_one_alias(alias_pool):
    carol = users.admin_create_user(
        alias_pool, "carol", caller=CALLER, attributes={"email": EMAIL, "email_verified": "true"}
    )
    assert Alias.objects.filter(user=carol).count() == 1
