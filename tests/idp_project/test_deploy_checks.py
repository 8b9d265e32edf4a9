import pytest

from idp_project import deploy_checks

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("public_url", "tls", "proxies", "warnings"),
    [
        ("https://id.example.com", "off", [], [deploy_checks.NOBODY_SPEAKS_TLS]),
        ("https://id.example.com", "off", ["127.0.0.1/32"], []),
        ("https://id.example.com", "local", [], []),
        ("http://localhost:8000", "off", [], []),
    ],
)
def test_https_without_anybody_who_speaks_it_is_warned_of(settings, public_url, tls, proxies, warnings):
    settings.PUBLIC_URL, settings.TLS, settings.TRUSTED_PROXIES = public_url, tls, proxies
    assert deploy_checks.check_who_speaks_tls() == warnings
