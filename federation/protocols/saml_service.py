"""A pool's own SAML metadata, which providers import instead of having it typed in (beyond Cognito)."""

from html import escape

from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.settings import OneLogin_Saml2_Settings as Settings

from federation.protocols import saml_settings
from pools.actions import saml_certificates
from pools.models import UserPool


def metadata(pool: UserPool, here: str) -> str:
    """Entity ID, addresses, and the certificate that requests are signed with and that assertions may be encrypted
    for. It states no end: Cognito's certificates are good for ten years, and importers seldom look again."""
    pair = saml_certificates.signing_pair(pool)
    settings = Settings(
        {
            "sp": {
                "entityId": saml_settings.entity_id(pool),
                "assertionConsumerService": {"url": escape(saml_settings.consumer_address(here))},
                "singleLogoutService": {
                    "url": escape(saml_settings.logout_address(here)),
                    "binding": Constants.BINDING_HTTP_POST,
                },
                "NameIDFormat": Constants.NAMEID_PERSISTENT,
                "x509cert": pair.certificate,
                "privateKey": pair.private_key,
            },
            "security": {
                "wantAssertionsSigned": True,
                "metadataValidUntil": "",
                "metadataCacheDuration": "",
                "allowSingleLabelDomains": True,
            },
        },
        sp_validation_only=True,
    )
    signing = settings.get_sp_metadata()
    return _for_both_uses(signing if isinstance(signing, str) else signing.decode())


def _for_both_uses(xml: str) -> str:
    """A key descriptor without a use is for signatures and encryption (SAML Metadata section 2.4.1.1)."""
    return xml.replace(' use="signing"', "")
