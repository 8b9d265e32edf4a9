"""Who calls the REST API, and how."""

import json

import pytest
from django.test import Client

from pools.actions import api_tokens
from pools.models import Administrator
from tests.conftest import CALLER


class Rest:
    """The API with a token, as a script has it."""

    def __init__(self, token: str = "", prefix: str = "/api/v1") -> None:
        self.http = Client(raise_request_exception=False)
        self.prefix = prefix
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def __getattr__(self, method: str):
        def call(path: str, body=None, **headers):
            content = body if isinstance(body, bytes | str) else json.dumps(body or {})
            address = path if path.startswith(("/api", "http")) else f"{self.prefix}/{path}"
            kind = headers.pop("content_type", "application/json")
            data = b"" if method in ("get", "delete") else content
            return self.http.generic(
                method.upper(), address, data, kind, headers={"Host": "localhost"} | self.headers | headers
            )

        return call


@pytest.fixture
def operator(db) -> Administrator:
    return Administrator.objects.create(username="operator", is_staff=True, is_superuser=True)


@pytest.fixture
def token(operator) -> str:
    return api_tokens.create_api_token(operator, "script", caller=CALLER)[1]


@pytest.fixture
def rest(token) -> Rest:
    return Rest(token)


@pytest.fixture
def rest_of(db):
    """Makes the API of an administrator who has no rights yet."""

    def make(name: str) -> Rest:
        somebody = Administrator.objects.create(username=name, is_staff=True)
        return Rest(api_tokens.create_api_token(somebody, "script", caller=CALLER)[1])

    return make
