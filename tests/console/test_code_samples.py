"""The ready-made code: well formed, and with the pool's values in it. tests/clients/test_code_samples.py runs it."""

import ast
import html
import re
import shutil
import subprocess
import tomllib

import pytest
import yaml
from django.urls import reverse

from pools.actions import app_clients
from pools.console.tools.code_samples import SAMPLES, values_of, written
from tests.conftest import CALLER

pytestmark = pytest.mark.one_database

NASTY = "https://shop.example/\"'$(id)`id`${x}%{x}</script>{{x}}"


@pytest.fixture
def confidential(pool):
    client = app_clients.create_app_client(pool, "server", caller=CALLER, generate_secret=True)
    client.allowed_o_auth_flows_user_pool_client = True
    client.allowed_o_auth_flows, client.allowed_o_auth_scopes = ["code"], ["openid", "email"]
    client.callback_urls = ["https://shop.example/callback"]
    client.save()
    return client


def files_of(client, name):
    return written(next(sample for sample in SAMPLES if sample.name == name), values_of(client))


def opened(console, client, name):
    return console.get(reverse("admin:app_client_code", args=[client.pool_id, client.client_id]), {"for": name})


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_each_sample_names_the_client_or_its_pool_and_no_secret(sample, console, confidential):
    page = opened(console, confidential, sample.name)
    text = " ".join(page.context["files"].values())

    assert confidential.client_id in text
    assert confidential.pool_id in text or sample.name in ("boto3", "curl", "aws-cli")
    assert "http://localhost:8000" in text
    assert confidential.secret not in page.content.decode()
    assert "{%" not in text.replace("{% url 'oidc_authentication_init' %}", "")


@pytest.mark.parametrize("which", ["app", "confidential"])
@pytest.mark.parametrize(
    ("name", "file", "read"),
    [
        ("boto3", "auth.py", ast.parse),
        ("authlib", "app.py", ast.parse),
        ("django", "settings.py", ast.parse),
        ("django", "urls.py", ast.parse),
        ("spring", "application.yml", yaml.safe_load),
        ("nginx", "oauth2-proxy.cfg", tomllib.loads),
    ],
    ids=["boto3", "authlib", "django", "urls", "spring", "nginx"],
)
def test_a_nasty_callback_url_stays_a_string(name, file, read, which, request):
    client = request.getfixturevalue(which)
    client.callback_urls = [NASTY]

    assert read(files_of(client, name)[file])


def test_a_nasty_callback_url_stays_one_word_of_the_shell(app):
    app.callback_urls, app.allowed_o_auth_flows = [NASTY], ["code"]
    script = files_of(app, "curl")["sign-in.sh"].replace("#   curl", "echo").replace("#       ", "")
    command = script[script.index("echo") :]
    told = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True).stdout

    assert f"redirect_uri={NASTY}" in told


def test_spring_gets_its_registration(confidential):
    settings = yaml.safe_load(files_of(confidential, "spring")["application.yml"])["spring"]["security"]["oauth2"]

    assert settings["client"]["registration"]["cognito"] == {
        "client-id": confidential.client_id,
        "client-secret": "${COGNITO_CLIENT_SECRET}",
        "authorization-grant-type": "authorization_code",
        "redirect-uri": "https://shop.example/callback",
        "scope": ["openid", "email"],
    }
    assert settings["resourceserver"]["jwt"]["issuer-uri"] == confidential.pool.issuer


def test_oauth2_proxy_gets_its_issuer(confidential):
    settings = tomllib.loads(files_of(confidential, "nginx")["oauth2-proxy.cfg"])

    assert (settings["oidc_issuer_url"], settings["scope"]) == (confidential.pool.issuer, "openid email")


def test_terraform_is_led_here_and_escapes_templates(app):
    text = files_of(app, "terraform")["main.tf"]
    strings = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)

    assert re.search(r'cognitoidp = "http://localhost:8000"', text)
    assert strings.count("{") == strings.count("}") > 5
    assert strings.count('"') % 2 == 0


def test_braces_of_nginx_and_java_match(confidential):
    files = files_of(confidential, "nginx") | files_of(confidential, "spring")

    assert files["nginx.conf"].count("{") == files["nginx.conf"].count("}")
    assert files["SecurityConfig.java"].count("(") == files["SecurityConfig.java"].count(")")


@pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not installed")
@pytest.mark.parametrize(
    "name", ["amplify", "amazon-cognito-identity-js", "oidc-client-ts", "auth-js", "openid-client"]
)
def test_javascript_can_be_read(name, app, tmp_path):
    app.callback_urls = [NASTY]
    [text] = files_of(app, name).values()
    path = tmp_path / "sample.mjs"
    path.write_text(text)

    subprocess.run(["node", "--check", path], check=True)


def test_the_page_shows_code_as_text(console, app):
    app.callback_urls = ["https://shop.example/<script>"]
    app.save()
    page = opened(console, app, "authlib").content.decode()

    assert "shop.example/<script>" not in page
    assert "shop.example/<script>" in html.unescape(page)


def test_what_does_not_work_for_the_client_is_said(console, app, confidential):
    app.allowed_o_auth_flows, app.explicit_auth_flows = [], []
    app.save()

    assert "It needs the authorization code grant" in opened(console, app, "authlib").content.decode()
    assert "ALLOW_USER_PASSWORD_AUTH" in opened(console, app, "curl").content.decode()
    assert "cannot keep a secret" in opened(console, confidential, "amplify").content.decode()


def test_an_unknown_library_shows_the_first(console, app):
    assert opened(console, app, "cobol").context["sample"] == SAMPLES[0]


def test_a_machine_gets_its_own_request(app):
    app.allowed_o_auth_flows, app.allowed_o_auth_scopes = ["client_credentials"], ["books/read"]

    assert "grant_type=client_credentials" in files_of(app, "curl")["sign-in.sh"]


def test_without_permission_there_is_no_code(console_of, app):
    assert opened(console_of("cognito-idp:ListUserPoolClients"), app, "curl").status_code == 403
