"""Ready-made code for an app client. No secret stands in it: each sample reads that from its environment."""

import dataclasses
import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions import app_clients, domains, hosted_ui, user_pools
from pools.console.layout import Crumb, render_in_pool
from pools.console.registry import page
from pools.models import AppClient

_FOLDER = "console/tools/code"


@dataclasses.dataclass(frozen=True)
class Sample:
    """Code for one library: its files by the names they are shown under, and what the app client needs for it."""

    name: str
    title: str
    about: Any
    files: dict[str, str]
    install: str = ""
    needs_hosted_ui: bool = False
    needs_password_flow: bool = False
    needs_srp_flow: bool = False
    needs_secret: bool = False
    is_for_public_clients: bool = False


SAMPLES = [
    Sample(
        "amplify",
        "Amplify",
        _("Browser apps with AWS Amplify, version 6."),
        {"auth.js": "amplify.js"},
        install="npm install aws-amplify",
        needs_srp_flow=True,
        is_for_public_clients=True,
    ),
    Sample(
        "amazon-cognito-identity-js",
        "amazon-cognito-identity-js",
        _("Browser apps with the older library: SRP, without Amplify."),
        {"auth.js": "identity_js.js"},
        install="npm install amazon-cognito-identity-js",
        needs_srp_flow=True,
        is_for_public_clients=True,
    ),
    Sample(
        "boto3",
        "boto3",
        _("Python, by the API."),
        {"auth.py": "boto3.py"},
        install="pip install boto3",
        needs_password_flow=True,
    ),
    Sample("aws-cli", "AWS CLI", _("Scripts."), {"sign-in.sh": "aws.sh"}, needs_password_flow=True),
    Sample(
        "oidc-client-ts",
        "oidc-client-ts",
        _("Single-page apps with OpenID Connect."),
        {"auth.js": "oidc_client.js"},
        install="npm install oidc-client-ts",
        needs_hosted_ui=True,
        is_for_public_clients=True,
    ),
    Sample(
        "auth-js",
        "Auth.js",
        _("Next.js with next-auth, version 5."),
        {"auth.ts": "auth_js.ts"},
        install="npm install next-auth@beta",
        needs_hosted_ui=True,
    ),
    Sample(
        "openid-client",
        "openid-client",
        _("Node servers, any framework, version 6."),
        {"auth.js": "openid_client.js"},
        install="npm install openid-client",
        needs_hosted_ui=True,
    ),
    Sample(
        "authlib",
        "Authlib",
        _("Flask; Django and FastAPI are much alike."),
        {"app.py": "authlib.py"},
        install="pip install authlib flask requests",
        needs_hosted_ui=True,
    ),
    Sample(
        "spring",
        "Spring Security",
        _("Spring Boot: signs people in, and takes access tokens."),
        {"application.yml": "spring.yml", "SecurityConfig.java": "spring.java"},
        needs_hosted_ui=True,
    ),
    Sample(
        "django",
        "Django",
        _("With mozilla-django-oidc."),
        {"settings.py": "django.py", "urls.py": "django_urls.py"},
        install="pip install mozilla-django-oidc",
        needs_hosted_ui=True,
        needs_secret=True,
    ),
    Sample(
        "nginx",
        "nginx",
        _("Guards any web site by auth_request and oauth2-proxy."),
        {"oauth2-proxy.cfg": "oauth2_proxy.toml", "nginx.conf": "nginx.conf"},
        needs_hosted_ui=True,
        needs_secret=True,
    ),
    Sample("terraform", "Terraform", _("The AWS provider, led here."), {"main.tf": "terraform.tf"}),
    Sample("curl", "curl", _("The bare requests."), {"sign-in.sh": "curl.sh"}, needs_password_flow=True),
]
_BY_NAME = {sample.name: sample for sample in SAMPLES}


@page(
    "user-pools/<str:pool_id>/app-clients/<str:client_id>/code/",
    "app_client_code",
    permission="cognito-idp:DescribeUserPoolClient",
)
def code(request: HttpRequest, pool_id: str, client_id: str) -> HttpResponse:
    client = app_clients.get_app_client(client_id, user_pools.get_user_pool(pool_id))
    sample = _BY_NAME.get(request.GET.get("for", ""), SAMPLES[0])
    return render_in_pool(
        request,
        client.pool,
        "console/tools/code.html",
        Crumb(gettext("App clients"), reverse("admin:app_clients", args=[client.pool_id])),
        Crumb(client.client_name, reverse("admin:app_client", args=[client.pool_id, client.client_id])),
        Crumb(gettext("Code")),
        tab="app_clients",
        client=client,
        samples=SAMPLES,
        sample=sample,
        files=written(sample, values_of(client)),
        missing=_missing(sample, client),
        secret_name="OAUTH2_PROXY_CLIENT_SECRET" if sample.name == "nginx" else "COGNITO_CLIENT_SECRET",
    )


def written(sample: Sample, values: dict[str, Any]) -> dict[str, str]:
    """The sample's files with the values filled in, by name."""
    return {name: _written(f"{_FOLDER}/{template}.txt", values) for name, template in sample.files.items()}


def values_of(client: AppClient) -> dict[str, Any]:
    """What the samples are filled with."""
    pool, base = client.pool, domains.hosted_ui_url(client.pool)
    callback = client.callback_urls[0] if client.callback_urls else "https://your.app/callback"
    scope = " ".join(client.allowed_o_auth_scopes) or "openid"
    return {
        "endpoint": settings.PUBLIC_URL,
        "region": pool.region,
        "pool_id": pool.id,
        "client_id": client.client_id,
        "import_id": f"{pool.id}/{client.client_id}",
        "has_secret": client.has_secret,
        "is_machine": client.allowed_o_auth_flows == ["client_credentials"],
        "is_hosted": hosted_ui.find_sign_in_url(client) is not None,
        "is_plain_http": settings.PUBLIC_URL.startswith("http:"),
        "issuer": pool.issuer,
        "discovery": f"{pool.address}/.well-known/openid-configuration",
        "jwks": f"{pool.address}/.well-known/jwks.json",
        "host": urlsplit(base).netloc,
        "authorize": f"{base}/oauth2/authorize",
        "authorize_url": f"{base}/oauth2/authorize?{urlencode(_request_of(client, callback, scope))}",
        "token": f"{base}/oauth2/token",
        "user_info": f"{base}/oauth2/userInfo",
        "callback": callback,
        "callback_path": urlsplit(callback).path or "/",
        "sign_out": client.logout_urls[0] if client.logout_urls else "https://your.app/",
        "scope": scope,
        "scopes": scope.split(),
        "url_tag": "{% url 'oidc_authentication_init' %}",
    }


def _request_of(client: AppClient, callback: str, scope: str) -> dict[str, str]:
    return {"response_type": "code", "client_id": client.client_id, "redirect_uri": callback, "scope": scope}


def _written(template: str, values: dict[str, Any]) -> str:
    text = render_to_string(template, values)
    return re.sub(r"\n{4,}", "\n\n\n", f"{text!s}"[:]).strip() + "\n"


def _missing(sample: Sample, client: AppClient) -> list[Any]:
    """Why the sample would not work for this client as it is."""
    flows = client.explicit_auth_flows
    signs_in = client.allowed_o_auth_flows != ["client_credentials"]
    is_hosted = hosted_ui.find_sign_in_url(client) is not None and "code" in client.allowed_o_auth_flows
    wanting = [
        (sample.needs_hosted_ui and not is_hosted, _("It needs the authorization code grant and a callback URL.")),
        (
            sample.needs_password_flow and signs_in and "ALLOW_USER_PASSWORD_AUTH" not in flows,
            _("It needs ALLOW_USER_PASSWORD_AUTH."),
        ),
        (sample.needs_srp_flow and "ALLOW_USER_SRP_AUTH" not in flows, _("It needs ALLOW_USER_SRP_AUTH.")),
        (sample.needs_secret and not client.has_secret, _("It is for app clients with a secret.")),
        (
            sample.is_for_public_clients and client.has_secret,
            _("It runs in browsers, which cannot keep a secret: use an app client without one."),
        ),
    ]
    return [text for is_wanting, text in wanting if is_wanting]
