"""Metadata in the shapes that well-known identity providers publish theirs in, with certificates of the tests."""

from tests.federation.signing import pair

_SAML = "urn:oasis:names:tc:SAML:2.0"


def key(certificate, use="signing"):
    use = f' use="{use}"' if use else ""
    return (
        f'<KeyDescriptor{use}><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>'
        f"{certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
    )


def service(kind, binding, location, extra=""):
    return f'<{kind} Binding="{_SAML}:bindings:{binding}" Location="{location}" {extra}/>'


def entity(entity_id, *parts, attributes="", before="", after="", role_attributes=""):
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<EntityDescriptor xmlns="{_SAML}:metadata" entityID="{entity_id}" '
        f'{attributes}>{before}<IDPSSODescriptor protocolSupportEnumeration="{_SAML}:protocol" {role_attributes}>'
        f"{''.join(parts)}</IDPSSODescriptor>{after}</EntityDescriptor>"
    )


def adfs():
    """A WS-Federation role before, a service provider's after it; `entityID` is no address of SAML's."""
    address = "https://adfs.example.com/adfs/ls/"
    role = (
        '<RoleDescriptor xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706" xsi:type="fed:SecurityTokenServiceType" '
        'protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706">'
        f"{key(pair('other').certificate)}</RoleDescriptor>"
    )
    consumer = (
        f'<SPSSODescriptor protocolSupportEnumeration="{_SAML}:protocol">{key(pair("other").certificate)}'
        + service("AssertionConsumerService", "HTTP-POST", address, 'index="0"')
        + "</SPSSODescriptor>"
    )
    return entity(
        "http://adfs.example.com/adfs/services/trust",
        key(pair("other").certificate, "encryption"),
        key(pair("idp").certificate),
        service("SingleLogoutService", "HTTP-Redirect", address),
        service("SingleLogoutService", "HTTP-POST", address),
        f"<NameIDFormat>{_SAML}:nameid-format:persistent</NameIDFormat>",
        service("SingleSignOnService", "HTTP-Redirect", address),
        service("SingleSignOnService", "HTTP-POST", address),
        attributes='ID="_0d7c0a5c"',
        before=role + consumer,
    )


def okta():
    """Prefixed names, the certificate in lines, the wish for signed requests."""
    base = "https://dev-1.oktapreview.com/app/shop/exk1/sso/saml"
    lines = "\n".join(pair("idp").certificate[at : at + 64] for at in range(0, len(pair("idp").certificate), 64))
    return (
        f'<md:EntityDescriptor entityID="http://www.okta.com/exk1" xmlns:md="{_SAML}:metadata">'
        f'<md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="{_SAML}:protocol">'
        '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>'
        f"<ds:X509Certificate>{lines}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        f"<md:NameIDFormat>{_SAML}:nameid-format:persistent</md:NameIDFormat>"
        f'<md:SingleSignOnService Binding="{_SAML}:bindings:HTTP-POST" Location="{base}"/>'
        f'<md:SingleSignOnService Binding="{_SAML}:bindings:HTTP-Redirect" Location="{base}"/>'
        "</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


def auth0():
    """Attributes after the services, the same address for everything."""
    base = "https://acme.auth0.com/samlp/1example23456789"
    return entity(
        "urn:acme.auth0.com",
        key(pair("idp").certificate),
        service("SingleLogoutService", "HTTP-Redirect", f"{base}/logout"),
        service("SingleLogoutService", "HTTP-POST", f"{base}/logout"),
        f"<NameIDFormat>{_SAML}:nameid-format:persistent</NameIDFormat>",
        service("SingleSignOnService", "HTTP-Redirect", base),
        service("SingleSignOnService", "HTTP-POST", base),
        '<Attribute Name="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress" '
        'NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri" FriendlyName="E-Mail Address" '
        'xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>',
    )


def ping_federate():
    """An answer to a logout goes elsewhere; contacts at the end."""
    return entity(
        "PingConnect",
        key(pair("idp").certificate),
        key(pair("other").certificate),
        service(
            "SingleLogoutService",
            "HTTP-POST",
            "https://sso.example.com/idp/SLO.saml2",
            'ResponseLocation="https://sso.example.com/idp/SLO/answer.saml2"',
        ),
        f"<NameIDFormat>{_SAML}:nameid-format:unspecified</NameIDFormat>",
        service("SingleSignOnService", "HTTP-POST", "https://sso.example.com/idp/SSO.saml2?a=1&amp;b=2"),
        attributes='ID="Rq.1" cacheDuration="PT1440M"',
        after='<ContactPerson contactType="administrative"><Company>Example</Company></ContactPerson>',
    )


def shibboleth():
    """One of a federation's list; scopes, an artifact service, both uses of one key, bindings of its own."""
    base = "https://idp.example.edu/idp/profile"
    inner = entity(
        "https://idp.example.edu/idp/shibboleth",
        '<Extensions><shibmd:Scope xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" regexp="false">example.edu'
        "</shibmd:Scope></Extensions>",
        key(pair("idp").certificate, ""),
        service("ArtifactResolutionService", "SOAP", f"{base}/SAML2/SOAP/ArtifactResolution", 'index="2"'),
        service("SingleLogoutService", "HTTP-Redirect", f"{base}/SAML2/Redirect/SLO"),
        f'<SingleSignOnService Binding="urn:mace:shibboleth:1.0:profiles:AuthnRequest" Location="{base}/SSO"/>',
        service("SingleSignOnService", "HTTP-POST", f"{base}/SAML2/POST/SSO"),
        service("SingleSignOnService", "HTTP-POST-SimpleSign", f"{base}/SAML2/POST-SimpleSign/SSO"),
        service("SingleSignOnService", "HTTP-Redirect", f"{base}/SAML2/Redirect/SSO"),
        after=f'<AttributeAuthorityDescriptor protocolSupportEnumeration="{_SAML}:protocol">'
        f"{key(pair('other').certificate)}"
        f"{service('AttributeService', 'SOAP', f'{base}/SAML2/SOAP/AttributeQuery')}</AttributeAuthorityDescriptor>",
    )
    consumer = (
        '<EntityDescriptor entityID="https://sp.example.edu">'
        f'<SPSSODescriptor protocolSupportEnumeration="{_SAML}:protocol"/></EntityDescriptor>'
    )
    return (
        f'<EntitiesDescriptor xmlns="{_SAML}:metadata" validUntil="2022-07-20T15:53:20.133Z">{consumer}'
        f"{inner.split('?>')[1]}</EntitiesDescriptor>"
    )


def simple(base="https://idp.example.com", *, certificates=("idp",), logout=True, attributes="", entity_id=""):
    """One without anything special."""
    services = [service("SingleSignOnService", "HTTP-POST", f"{base}/sso")]
    services += [service("SingleLogoutService", "HTTP-Redirect", f"{base}/slo")] * logout
    keys = [key(pair(name).certificate) for name in certificates]
    return entity(entity_id or f"{base}/metadata", *keys, *services, attributes=attributes)
