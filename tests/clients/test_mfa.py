"""Second factors with the clients that know them: amazon-cognito-identity-js, pycognito, boto3."""

import itertools
import time

import pyotp
import pytest
from pycognito import Cognito
from pycognito.exceptions import SMSMFAChallengeException, SoftwareTokenMFAChallengeException

from tests import product
from tests.clients.conftest import REGION, make_shop

pytestmark = [pytest.mark.server, pytest.mark.one_database]

PHONES = map("+1555000{:04}".format, itertools.count(7000))  # one for each test: messages are found by it
SMS = {"SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}}
TOTP = {"Enabled": True}


@pytest.fixture(scope="module")
def idp(remote_idp):
    return remote_idp


@pytest.fixture
def shop(idp):
    """A pool of its own for each test."""
    return make_shop(idp)


@pytest.fixture
def in_browser(node, server, shop, inbox):
    """Runs a flow of mfa.js as Alice."""

    def run(flow, *given):
        who = (shop.pool_id, shop.client_id, shop.username, shop.password)
        return node("mfa.js", server.url, *who, inbox.url, flow, *given)

    return run


@pytest.fixture
def in_python(server, shop):
    """Alice, as pycognito knows her. It verifies the tokens that it is given."""
    return Cognito(
        shop.pool_id,
        shop.client_id,
        user_pool_region=REGION,
        username=shop.username,
        access_key=product.ACCESS_KEY_ID,
        secret_key=product.SECRET_ACCESS_KEY,
        boto3_client_kwargs={"endpoint_url": server.url},
    )


def configure(idp, shop, state, **factors):
    idp.set_user_pool_mfa_config(UserPoolId=shop.pool_id, MfaConfiguration=state, **factors)


def give_phone(idp, shop):
    number = next(PHONES)
    attributes = [{"Name": "phone_number", "Value": number}]
    idp.admin_update_user_attributes(UserPoolId=shop.pool_id, Username=shop.username, UserAttributes=attributes)
    preference = {"Enabled": True, "PreferredMfa": True}
    idp.admin_set_user_mfa_preference(UserPoolId=shop.pool_id, Username=shop.username, SMSMfaSettings=preference)
    return number


@pytest.mark.node
@pytest.mark.spec("SEC-133", "SEC-142")
def test_a_web_app_sets_an_app_up_and_signs_in_with_it(idp, shop, in_browser):
    configure(idp, shop, "OPTIONAL", SoftwareTokenMfaConfiguration=TOTP)

    assert in_browser("app") == {
        "before": [],
        "asked": ["totpRequired"],
        "factors": ["SOFTWARE_TOKEN_MFA"],
        "favourite": "SOFTWARE_TOKEN_MFA",
    }


@pytest.mark.node
@pytest.mark.spec("SEC-113", "SEC-136", "SEC-283")
def test_a_web_app_sets_an_app_up_where_the_pool_requires_it(idp, shop, in_browser):
    configure(idp, shop, "ON", SoftwareTokenMfaConfiguration=TOTP)

    assert in_browser("setup") == {"asked": ["mfaSetup"], "afterwards": ["totpRequired"]}


@pytest.mark.node
@pytest.mark.spec("SEC-123")
def test_a_web_app_takes_a_code_from_the_phone(idp, shop, in_browser):
    configure(idp, shop, "OPTIONAL", SmsMfaConfiguration=SMS)
    number = give_phone(idp, shop)

    assert in_browser("sms", number) == {"asked": ["mfaRequired"]}


@pytest.mark.spec("SEC-133", "SEC-142")
def test_python_sets_an_app_up_and_signs_in_with_it(idp, shop, in_python):
    configure(idp, shop, "OPTIONAL", SoftwareTokenMfaConfiguration=TOTP)
    in_python.authenticate(shop.password)
    secret = in_python.associate_software_token()
    assert in_python.verify_software_token(pyotp.TOTP(secret).now(), "My phone")
    in_python.set_user_mfa_preference(sms_mfa=False, software_token_mfa=True, preferred="SOFTWARE_TOKEN")

    with pytest.raises(SoftwareTokenMFAChallengeException):
        in_python.authenticate(shop.password)
    in_python.respond_to_software_token_mfa_challenge(pyotp.TOTP(secret).at(time.time() + 30))

    assert in_python.access_token


@pytest.mark.spec("SEC-123")
def test_python_takes_a_code_from_the_phone(idp, shop, in_python, inbox):
    configure(idp, shop, "OPTIONAL", SmsMfaConfiguration=SMS)
    number = give_phone(idp, shop)

    with pytest.raises(SMSMFAChallengeException):
        in_python.authenticate(shop.password)
    in_python.respond_to_sms_mfa_challenge(inbox.code_for(number))

    assert in_python.access_token
