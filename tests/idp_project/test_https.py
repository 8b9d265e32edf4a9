"""The product serving HTTPS by its own authority, as `make run TLS=1` does."""

import ssl
import urllib.error
import urllib.request

import boto3
import pytest

from idp_project import authority
from tests import product as products

pytestmark = [pytest.mark.server, pytest.mark.one_database]


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    with products.Product(tmp_path_factory.mktemp("https"), TLS="local") as running:
        yield running


@pytest.fixture(scope="module")
def ca(product):
    return str(authority.certificate_path(product.data_dir))


@pytest.fixture(scope="module")
def read(product, ca):
    """Opens a page as who trusts the authority."""
    trusting = ssl.create_default_context(cafile=ca)
    return lambda path: urllib.request.urlopen(f"{product.url}{path}", context=trusting)


def test_tools_that_trust_the_authority_work_by_https(product, ca):
    idp = boto3.client(
        "cognito-idp",
        endpoint_url=product.url,
        region_name="us-east-1",
        aws_access_key_id=products.ACCESS_KEY_ID,
        aws_secret_access_key=products.SECRET_ACCESS_KEY,
        verify=ca,
    )

    assert [pool["Name"] for pool in idp.list_user_pools(MaxResults=10)["UserPools"]] == ["Demo pool"]


def test_who_does_not_trust_it_is_not_served(product):
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"{product.url}/healthz")


def test_cookies_are_for_https_alone(read):
    with read("/admin/login/") as answer:
        cookies = answer.headers.get_all("Set-Cookie")

    assert cookies
    assert all("; Secure" in cookie for cookie in cookies)


def test_the_demo_is_at_the_https_address(product, read):
    with read("/demo/") as answer:
        page = answer.read().decode()

    assert f"{product.url}/oauth2/authorize" in page
    assert "http://" not in page
