"""A pool as a SAML service provider, and one of its identity providers, in the words of python3-saml."""

import secrets
from html import escape
from typing import Any
from urllib.parse import urlsplit

from onelogin.saml2.auth import OneLogin_Saml2_Auth as Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.settings import OneLogin_Saml2_Settings as Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

from federation.models import IdentityProvider
from federation.protocols.base import Outward
from pools.actions.saml_certificates import KeyPair
from pools.models import UserPool

_RESPONSE, _LOGOUT = "/saml2/idpresponse", "/saml2/logout"


def entity_id(pool: UserPool) -> str:
    """What the pool is called among SAML providers, and the audience of assertions for it (FED-117, FED-118)."""
    return f"urn:amazon:cognito:sp:{pool.id}"


def consumer_address(here: str) -> str:
    """Where answers to a sign-in are posted (FED-116). `here` is the domain's address without a trailing slash."""
    return here + _RESPONSE


def logout_address(here: str) -> str:
    """Where answers to a sign-out are sent (FED-123)."""
    return here + _LOGOUT


def is_on(provider: IdentityProvider, option: str) -> bool:
    """Whether a switch of the provider's details is `true` (FED-245)."""
    return str(provider.details.get(option, "")).lower() == "true"


def new_id() -> str:
    """Of a message. XML wants no digit at its beginning."""
    return "_" + secrets.token_hex(20)


def settings_of(provider: IdentityProvider, here: str, pair: KeyPair | None = None) -> Settings:
    """Settings with which python3-saml judges strictly. It writes addresses into XML as they are given."""
    derived = provider.derived
    keys = {"privateKey": pair.private_key, "x509cert": pair.certificate} if pair else {}
    return Settings(
        {
            "strict": True,
            "sp": {
                "entityId": entity_id(provider.pool),
                "assertionConsumerService": {
                    "url": escape(consumer_address(here)),
                    "binding": Constants.BINDING_HTTP_POST,
                },
                "singleLogoutService": {"url": escape(logout_address(here)), "binding": Constants.BINDING_HTTP_POST},
                "NameIDFormat": Constants.NAMEID_PERSISTENT,  # FED-127
                **keys,
            },
            "idp": {
                "entityId": derived["entity_id"],
                "singleSignOnService": {"url": escape(derived["sso_post"] or derived["sso_redirect"])},
                "singleLogoutService": {"url": escape(derived["slo_redirect"] or derived["slo_post"])},
                "x509certMulti": {"signing": list(derived["signing_certificates"])},
            },
            "security": {
                "rejectDeprecatedAlgorithm": True,
                "requestedAuthnContext": False,
                "wantAttributeStatement": False,
                "allowRepeatAttributeName": True,
                "allowSingleLabelDomains": True,
            },
        }
    )


def request_data(address: str) -> dict[str, Any]:
    """A request to this address of ours, as python3-saml wants to be told of it."""
    parts = urlsplit(address)
    return {
        "https": "on" if parts.scheme == "https" else "off",
        "http_host": parts.netloc,
        "script_name": parts.path,
        "get_data": {},
        "post_data": {},
    }


def by_post(url: str, xml: str, relay_state: str, pair: KeyPair | None) -> Outward:
    """A request in a form that the browser posts, signed where there is a pair (SAML Bindings section 3.5)."""
    signed = Utils.add_sign(xml, pair.private_key, pair.certificate) if pair else xml
    return Outward(url, {"SAMLRequest": Utils.b64encode(signed), "RelayState": relay_state})


def by_redirect(url: str, xml: str, relay_state: str, settings: Settings, *, is_signed: bool) -> Outward:
    """A request in an address, signed beside itself by the settings' key (SAML Bindings section 3.4)."""
    auth = Auth(request_data(settings.get_sp_data()["assertionConsumerService"]["url"]), settings)
    parameters = {"SAMLRequest": Utils.deflate_and_base64_encode(xml), "RelayState": relay_state}
    if is_signed:
        auth.add_request_signature(parameters, Constants.RSA_SHA256)
    return Outward(auth.redirect_to(url, parameters))
