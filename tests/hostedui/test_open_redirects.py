"""Nobody is led by our pages to where no app has registered to be (RFC 9700 section 4.11)."""

import pytest
from django.test import Client

from tests.hostedui import hostile
from tests.hostedui.conftest import CALLBACK

pytestmark = pytest.mark.one_database

AUTHORIZE = ["/oauth2/authorize", "/authorize", "/login", "/oauth2/login", "/signup", "/forgotPassword"]
LOGOUT = ["/logout", "/oauth2/logout"]


@pytest.fixture
def guest(app, in_a_hosted_session) -> Client:
    """A browser in which Alice is signed in, so that nothing but the request itself keeps it from going on."""
    return in_a_hosted_session


@pytest.mark.spec("API-260", "API-276", "API-319", "APP-162")
@pytest.mark.parametrize("address", hostile.FOREIGN_ADDRESSES)
def test_an_authorization_request_leads_to_no_address_but_the_registered_one(guest, asks, address):
    silent = asks(response_type="nonsense", prompt="none")  # neither does an error
    asked = [hostile.with_value(request, "redirect_uri", address) for request in [*map(asks, AUTHORIZE), silent]]
    answers = hostile.answers(guest, asked)
    assert {answer.status_code for answer in answers} == {400}
    assert hostile.destinations(answers) == set()


@pytest.mark.spec("API-329", "API-331")
@pytest.mark.parametrize("address", hostile.FOREIGN_ADDRESSES)
def test_a_sign_out_leads_to_no_address_but_a_registered_one(guest, app, address):
    asked = [
        hostile.with_value(f"{path}?client_id={app.client_id}&response_type=code", name, address)
        for path in LOGOUT
        for name in ("logout_uri", "redirect_uri", "post_logout_redirect_uri")
    ]
    answers = hostile.answers(guest, asked)
    assert {answer.status_code for answer in answers} == {400}
    assert hostile.destinations(answers) == set()


@pytest.mark.parametrize("path", ["/oauth2/authorize", *LOGOUT])
@pytest.mark.parametrize("name", ["redirect_uri", "logout_uri", "state"])
def test_a_post_leads_back_to_us_alone(guest, app, path, name):
    posted = [{"client_id": app.client_id, name: address} for address in hostile.FOREIGN_ADDRESSES]
    answers = [guest.post(path, body) for body in posted]
    assert {answer.status_code for answer in answers} == {303}
    assert hostile.destinations(answers) == {"localhost:8000"}


@pytest.mark.parametrize(("name", "address"), hostile.FOREIGN_PARAMETERS)
def test_no_other_parameter_leads_away(guest, asks, app, name, address):
    asked = [hostile.with_value(asks(path), name, address) for path in [*AUTHORIZE, "/confirm"]]
    sign_out = f"/logout?client_id={app.client_id}"
    answers = hostile.answers(guest, [*asked, hostile.with_value(sign_out, name, address)])
    assert hostile.destinations(answers) <= hostile.OUR_HOSTS
    assert not any(answer.status_code >= 500 for answer in answers)


@pytest.mark.parametrize("path", ["/login", "/oauth2/login", "/signup"])
def test_the_account_page_leads_nowhere_else(guest, app, path):
    asked = f"{path}?client_id={app.client_id}"
    answers = hostile.answers(guest, [hostile.with_value(asked, "account", to) for to in hostile.FOREIGN_ADDRESSES])
    assert hostile.destinations(answers) <= {"localhost:8000"}


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "localhost:8000.evil.example", "a@evil.example"])
def test_a_forged_host_leads_nowhere(app, asks, host):
    answer = Client(headers={"Host": host, "X-Forwarded-Host": host}).get(asks())
    assert hostile.destinations([answer]) <= hostile.OUR_HOSTS


@pytest.mark.spec("API-297")
def test_a_code_is_exchanged_for_the_address_it_was_sent_to_alone(exchange, code_row):
    answers = [exchange("the code", redirect_uri=address) for address in hostile.FOREIGN_ADDRESSES]
    assert {answer.status_code for answer in answers} == {400}
    assert exchange("the code", redirect_uri=CALLBACK).status_code == 200
