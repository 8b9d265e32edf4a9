"""Certificates on demand: a proxy is told which host names are ours, and nobody else is told anything."""

import ipaddress

import pytest
from django.test import Client

from pools.actions import domains
from tests.conftest import CALLER

pytestmark = pytest.mark.one_database

CERTIFICATE = {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1234"}
OURS = ["people.auth.localhost", "auth.example.com", "AUTH.example.COM", "localhost"]
OTHERS = [
    "nobody.auth.localhost",
    "people",
    "auth.localhost",
    "example.com",
    "evil.auth.example.com",
    "auth.example.com.evil.example",
    "auth.example.com:443",
    "auth.example.com\n",
    "-auth.example.com",
    "a" * 300,
    "\0",
    "",
]


@pytest.fixture(autouse=True)
def _domains(pool):
    domains.create_domain(pool, "people", caller=CALLER)
    domains.create_domain(pool, "auth.example.com", caller=CALLER, custom_domain_config=CERTIFICATE)


def ask(name, **sender):
    return Client(**sender).get("/tls/ask", {"domain": name}, SERVER_NAME="localhost")


@pytest.mark.parametrize("name", OURS)
def test_a_host_name_of_ours_gets_a_certificate(name):
    assert ask(name).status_code == 200


@pytest.mark.parametrize("name", OTHERS)
def test_any_other_name_gets_none(name):
    assert ask(name).status_code == 404


@pytest.mark.parametrize(
    "sender",
    [
        {"REMOTE_ADDR": "203.0.113.7"},
        {"REMOTE_ADDR": "10.0.0.1"},
        {"headers": {"X-Forwarded-For": "203.0.113.7"}},
        {"headers": {"Forwarded": "for=203.0.113.7"}},
        {"headers": {"Via": "1.1 proxy"}},
    ],
)
def test_nobody_else_learns_which_domains_there_are(sender):
    told, untold = ask("auth.example.com", **sender), ask("nobody.example.com", **sender)

    assert (told.status_code, told.content) == (untold.status_code, untold.content) == (404, b"")


def test_a_trusted_proxy_elsewhere_may_ask(settings):
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.0/24")]

    assert ask("auth.example.com", REMOTE_ADDR="10.0.0.1").status_code == 200


def test_asking_is_one_query_for_a_name_and_none_for_nonsense(django_assert_num_queries):
    with django_assert_num_queries(1):
        ask("auth.example.com")
    with django_assert_num_queries(0):
        ask("no host name")


def test_a_domain_that_is_deleted_gets_no_more_certificates(pool):
    domains.delete_domain(pool, "auth.example.com", caller=CALLER)

    assert ask("auth.example.com").status_code == 404


def test_a_pools_own_domain_does_not_answer_it():
    assert Client().get("/tls/ask", {"domain": "localhost"}, headers={"Host": "auth.example.com"}).status_code == 404
