"""The endpoints as scripts ask them, by curl and nothing else, in the shape of the guide's own sample requests."""

import json
import re
import shutil
import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.clients.conftest import CALLBACK, LOGOUT

pytestmark = [
    pytest.mark.one_database,
    pytest.mark.server,
    pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed: apt-get install curl"),
]


@pytest.fixture(scope="module")
def service(remote_idp, shop):
    """An app client with a secret, for people and for a service that has none: two of the guide's three grants."""
    remote_idp.create_resource_server(
        UserPoolId=shop.pool_id,
        Identifier="books",
        Name="books",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "Read"}],
    )
    settings = {
        "UserPoolId": shop.pool_id,
        "GenerateSecret": True,
        "AllowedOAuthFlowsUserPoolClient": True,
        "SupportedIdentityProviders": ["COGNITO"],
    }
    people = remote_idp.create_user_pool_client(
        **settings,
        ClientName="people",
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
        CallbackURLs=[CALLBACK],
        LogoutURLs=[LOGOUT],
    )["UserPoolClient"]
    machine = remote_idp.create_user_pool_client(
        **settings, ClientName="machine", AllowedOAuthFlows=["client_credentials"], AllowedOAuthScopes=["books/read"]
    )["UserPoolClient"]
    return {"people": people, "machine": machine}


@pytest.fixture(scope="module")
def curl(server, tmp_path_factory):
    """Runs curl at a path, with one cookie jar; the answer is status, headers and body."""
    jar = str(tmp_path_factory.mktemp("curl") / "cookies")

    def run(path, *arguments):
        command = ["curl", "--silent", "--include", "--cookie", jar, "--cookie-jar", jar, *arguments]
        command.append(path if path.startswith("http") else f"{server.url}{path}")
        head, _, body = subprocess.run(command, check=True, capture_output=True, text=True).stdout.partition("\n\n")
        lines = head.splitlines()
        headers = dict(line.lower().split(": ", 1)[:1] + line.split(": ", 1)[1:] for line in lines[1:] if ": " in line)
        return int(lines[0].split()[1]), headers, body

    return run


def form(**fields):
    return [argument for name, value in fields.items() for argument in ("--data-urlencode", f"{name}={value}")]


def basic(client):
    return ["--user", f"{client['ClientId']}:{client['ClientSecret']}"]


@pytest.fixture(scope="module")
def code(curl, service, shop):
    """What a person brings back who signed in on the page."""
    query = (
        f"response_type=code&client_id={service['people']['ClientId']}&redirect_uri={CALLBACK}&state=abc&scope=openid"
    )
    _, headers, _ = curl(f"/oauth2/authorize?{query}")
    _, _, page = curl(headers["location"])
    hidden = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    _, headers, _ = curl(
        headers["location"],
        *form(csrfmiddlewaretoken=hidden, username=shop.username, password=shop.password),
        "--referer",
        headers["location"],
    )
    answer = parse_qs(urlsplit(headers["location"]).query)
    assert answer["state"] == ["abc"]
    return answer["code"][0]


@pytest.fixture(scope="module")
def tokens(curl, service, code):
    status, _, body = curl(
        "/oauth2/token",
        *basic(service["people"]),
        *form(
            grant_type="authorization_code",
            client_id=service["people"]["ClientId"],
            code=code,
            redirect_uri=CALLBACK,
        ),
    )
    assert status == 200
    return json.loads(body)


@pytest.mark.spec("API-288", "API-289")
def test_a_code_is_exchanged(tokens):
    assert {"access_token", "id_token", "refresh_token", "token_type", "expires_in"} <= tokens.keys()


def test_a_refresh_token_gives_new_tokens(curl, service, tokens):
    given = {"client_id": service["people"]["ClientId"], "refresh_token": tokens["refresh_token"]}
    status, _, body = curl("/oauth2/token", *basic(service["people"]), *form(grant_type="refresh_token", **given))

    assert status == 200
    assert {"access_token", "id_token"} <= json.loads(body).keys()


def test_a_service_gets_a_token_of_its_own(curl, service):
    status, _, body = curl(
        "/oauth2/token", *basic(service["machine"]), *form(grant_type="client_credentials", scope="books/read")
    )

    assert (status, json.loads(body)["token_type"]) == (200, "Bearer")


@pytest.mark.spec("API-311")
def test_user_info_says_who_it_is(curl, tokens, shop):
    status, _, body = curl("/oauth2/userInfo", "--header", f"Authorization: Bearer {tokens['access_token']}")

    assert (status, json.loads(body)["username"]) == (200, shop.username)


@pytest.mark.spec("API-335")
def test_what_is_revoked_is_over(curl, service, tokens):
    given = {"token": tokens["refresh_token"], "client_id": service["people"]["ClientId"]}
    status, _, body = curl("/oauth2/revoke", *basic(service["people"]), *form(**given))
    refused, _, told = curl(
        "/oauth2/token",
        *basic(service["people"]),
        *form(grant_type="refresh_token", refresh_token=tokens["refresh_token"]),
    )

    assert (status, body) == (200, "")
    assert (refused, json.loads(told)["error"]) == (400, "invalid_grant")


def test_logout_ends_the_session_of_the_browser(curl, service, code):
    query = f"client_id={service['people']['ClientId']}&logout_uri={LOGOUT}"
    status, headers, _ = curl(f"/logout?{query}")
    asked = f"response_type=code&client_id={service['people']['ClientId']}&redirect_uri={CALLBACK}"
    _, again, _ = curl(f"/oauth2/authorize?{asked}")

    assert (status, headers["location"]) == (302, LOGOUT)
    assert "/login?" in again["location"]
