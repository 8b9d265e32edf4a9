"""An app client's secrets, its session and what else its cards have beside the usual."""

import pytest
from django.urls import reverse

from pools.models import AppClient, UserPool

pytestmark = pytest.mark.one_database

OWN = "0123456789_abcdefghijklmn"


@pytest.fixture
def confidential(app):
    app.secret = "first"
    app.save()
    return app


def _address(app, name="app_client_secrets", *more):
    return reverse(f"admin:{name}", args=[app.pool_id, app.client_id, *more])


def _values(app):
    return [secret.value for secret in AppClient.objects.get(pk=app.pk).secrets]


@pytest.mark.spec("CON-155", "CON-262")
def test_a_second_secret_is_shown_once_and_takes_the_first_one_s_place(console, confidential):
    page = console.post(_address(confidential, "app_client_secret_add"), {"secret": ""})
    first, second = _values(confidential)
    assert second in page.content.decode()
    page = console.get(_address(confidential)).content.decode()
    assert second not in page
    assert "Add client secret" not in page  # two are the most

    older = AppClient.objects.get(pk=confidential.pk).secrets[0].secret_id
    console.post(_address(confidential, "app_client_secret_delete", older))
    assert _values(confidential) == [second]
    assert first == "first"


@pytest.mark.parametrize(("given", "kept"), [(OWN, ["first", OWN]), ("short", ["first"]), ("ü" * 30, ["first"])])
def test_a_secret_may_be_one_s_own(console, confidential, given, kept):
    console.post(_address(confidential, "app_client_secret_add"), {"secret": given})
    assert _values(confidential) == kept


def test_the_last_secret_stays(console, confidential):
    only = AppClient.objects.get(pk=confidential.pk).secrets[0].secret_id
    page = console.post(_address(confidential, "app_client_secret_delete", only), follow=True).content.decode()
    assert "cannot be deleted" in page
    assert _values(confidential) == ["first"]
    assert console.get(_address(confidential, "app_client_secret_delete", only)).status_code == 405
    assert _values(confidential) == ["first"]


def test_a_public_client_has_none_and_gets_none(console, app):
    assert "Add client secret" not in console.get(_address(app)).content.decode()
    page = console.post(_address(app, "app_client_secret_add"), {"secret": ""}).content.decode()
    assert "was created without a client secret" in page


def test_secrets_need_permissions_of_their_own(console_of, confidential):
    reader = console_of("cognito-idp:DescribeUserPoolClient", "cognito-idp:ListUserPoolClientSecrets")
    assert "Add client secret" not in reader.get(_address(confidential)).content.decode()
    assert reader.post(_address(confidential, "app_client_secret_add"), {"secret": ""}).status_code == 403


@pytest.mark.spec("CON-265")
def test_a_single_sign_on_session_needs_session_tracking(console, app):
    address = _address(app, "app_client_slice", "sso-session")
    answer = console.post(address, {"minutes": "5", "confirmed": "1"})
    assert "Session tracking is not enabled" in answer.content.decode()

    UserPool.objects.update(session_configuration={"UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 5}})
    console.post(address, {"minutes": "5", "confirmed": "1"})
    assert AppClient.objects.get().session_configuration == {"SSOSession": {"MaxValidityMinutes": 5}}


def test_what_the_api_chose_and_the_form_does_not_offer_is_kept(console, app):
    AppClient.objects.update(
        supported_identity_providers=["COGNITO", "Google"], explicit_auth_flows=["USER_PASSWORD_AUTH"]
    )
    page = console.get(_address(app, "app_client_slice", "hosted-ui")).content.decode()
    assert 'value="Google" ' in page
    page = console.get(_address(app, "app_client_slice", "client-information")).content.decode()
    assert 'value="USER_PASSWORD_AUTH" ' in page


def test_a_migrated_app_keeps_its_secret(console, pool):
    lifetimes = {
        f"{name}{unit}": value
        for name in ("refresh_token", "access_token", "id_token")
        for unit, value in (("", "1"), ("_unit", "hours"))
    }
    fixed = {"client_name": "web", "app_type": "public", "secret": "none", "own_secret": OWN}
    data = fixed | lifetimes | {"auth_session_validity": 3, "grace": 0}
    console.post(reverse("admin:app_client_create", args=[pool.id]), data)
    assert AppClient.objects.get().secret == OWN
