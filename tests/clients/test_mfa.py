"""Second factors with the clients that know them: amazon-cognito-identity-js, pycognito, boto3."""

import json
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyotp
import pytest
from pycognito import Cognito
from pycognito.exceptions import SMSMFAChallengeException, SoftwareTokenMFAChallengeException

from tests import product
from tests.clients.conftest import REGION, make_shop
from tests.clients.mail import wait_until

pytestmark = pytest.mark.server

PHONE = "+15550001212"
SMS = {"SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}}
TOTP = {"Enabled": True}


class Phones(BaseHTTPRequestHandler):
    """The gateway that the product hands its text messages to. A GET of a number waits for the newest one."""

    texts: dict[str, str] = {}

    def do_POST(self):
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.texts[sent["to"]] = sent["text"]
        self._answer("")

    def do_GET(self):
        number = urllib.parse.unquote(self.path[1:])
        wait_until(lambda: number in self.texts, 30, f"text to {number}")
        self._answer(self.texts.pop(number))

    def _answer(self, text):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def phones():
    listener = ThreadingHTTPServer(("127.0.0.1", 0), Phones)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listener.server_port}"
    listener.shutdown()


@pytest.fixture(scope="module")
def texting_server(tmp_path_factory, phones):
    with product.Product(tmp_path_factory.mktemp("texting") / "data", SMS_URL=phones) as running:
        yield running


@pytest.fixture(scope="module")
def idp(texting_server, idp_at):
    return idp_at(texting_server)


@pytest.fixture
def shop(idp):
    """A pool of its own for each test."""
    return make_shop(idp)


@pytest.fixture
def in_browser(node, texting_server, shop, phones):
    """Runs a flow of mfa.js as Alice."""

    def run(flow, *given):
        who = (shop.pool_id, shop.client_id, shop.username, shop.password)
        return node("mfa.js", texting_server.url, *who, phones, flow, *given)

    return run


@pytest.fixture
def in_python(texting_server, shop):
    """Alice, as pycognito knows her. It verifies the tokens that it is given."""
    return Cognito(
        shop.pool_id,
        shop.client_id,
        user_pool_region=REGION,
        username=shop.username,
        access_key=product.ACCESS_KEY_ID,
        secret_key=product.SECRET_ACCESS_KEY,
        boto3_client_kwargs={"endpoint_url": texting_server.url},
    )


def configure(idp, shop, state, **factors):
    idp.set_user_pool_mfa_config(UserPoolId=shop.pool_id, MfaConfiguration=state, **factors)


def give_phone(idp, shop):
    attributes = [{"Name": "phone_number", "Value": PHONE}]
    idp.admin_update_user_attributes(UserPoolId=shop.pool_id, Username=shop.username, UserAttributes=attributes)
    preference = {"Enabled": True, "PreferredMfa": True}
    idp.admin_set_user_mfa_preference(UserPoolId=shop.pool_id, Username=shop.username, SMSMfaSettings=preference)


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
    give_phone(idp, shop)

    assert in_browser("sms", PHONE) == {"asked": ["mfaRequired"]}


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
def test_python_takes_a_code_from_the_phone(idp, shop, in_python, phones):
    configure(idp, shop, "OPTIONAL", SmsMfaConfiguration=SMS)
    give_phone(idp, shop)

    with pytest.raises(SMSMFAChallengeException):
        in_python.authenticate(shop.password)
    wait_until(lambda: PHONE in Phones.texts, 30, "text message")
    in_python.respond_to_sms_mfa_challenge(Phones.texts.pop(PHONE)[-7:-1])

    assert in_python.access_token
