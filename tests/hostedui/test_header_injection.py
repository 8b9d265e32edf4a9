"""What is asked of us comes back in headers and pages as data, never as a header, a cookie or an element."""

import pytest
from django.test import Client

from tests.hostedui import hostile

pytestmark = pytest.mark.one_database

HEADERS = ["Accept-Language", "Origin", "Referer", "User-Agent", "Authorization", "Cookie", "X-Forwarded-Host"]


@pytest.fixture
def guest(in_a_hosted_session) -> Client:
    return in_a_hosted_session


@pytest.mark.parametrize("path", ["/oauth2/authorize", "/signup", "/logout"])
@pytest.mark.parametrize("raw", hostile.BREAKS)
def test_a_parameter_stays_a_parameter(guest, asks, path, raw):
    asked = [hostile.with_raw(asks(path), name, raw) for name in hostile.BROKEN_PARAMETERS]
    assert hostile.all_injected(hostile.answers(guest, asked)) == set()


@pytest.mark.parametrize("raw", hostile.BREAKS)
def test_a_page_for_strangers_shows_it_as_text(asks, raw):
    asked = [hostile.with_raw(asks("/login"), name, raw) for name in hostile.BROKEN_PARAMETERS]
    assert hostile.all_injected(hostile.answers(Client(), asked)) == set()


@pytest.mark.parametrize("raw", hostile.BREAKS)
def test_a_posted_parameter_stays_a_parameter(guest, app, raw):
    body = "&".join(f"{name}={raw}" for name in hostile.BROKEN_PARAMETERS)
    form = "application/x-www-form-urlencoded"
    answers = [guest.post(path, body, content_type=form) for path in ("/oauth2/authorize", "/logout")]
    assert [hostile.injected(answer) for answer in answers] == [[], []]


@pytest.mark.parametrize("raw", hostile.BREAKS)
def test_a_direct_endpoint_repeats_nothing(app, raw):
    body = f"grant_type=authorization_code&client_id={app.client_id}&code={raw}&redirect_uri={raw}&token={raw}"
    form = "application/x-www-form-urlencoded"
    answers = [Client().post(path, body, content_type=form) for path in ("/oauth2/token", "/oauth2/revoke")]
    assert [hostile.injected(answer) for answer in answers] == [[], []]
    assert all(b"X-Evil" not in answer.content for answer in answers)


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("value", ["x\r\nX-Evil: 1", "x\nX-Evil: 1", "\0", "<x-evil>", '"><x-evil>', "é", "x" * 9000])
def test_a_header_is_not_repeated(asks, app, header, value):
    http = Client(headers={header: value})
    answers = [*hostile.answers(http, [asks(), asks("/login"), "/oauth2/userInfo"]), http.options("/oauth2/token")]
    assert [hostile.injected(answer) for answer in answers] == [[], [], [], []]


@pytest.mark.parametrize("value", ["x\r\nX-Evil: 1", "<x-evil>", '" onfocus="alert(1)', "\0", "\ud800"])
def test_a_user_name_that_comes_back_is_text(browser, asks, alice, value):
    browser.get(asks("/login"))
    browser.fill_in(username=value.encode("utf-8", "surrogatepass"), password="wrong")
    assert hostile.injected(browser.page) == []
