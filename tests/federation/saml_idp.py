"""A SAML identity provider of the tests: it makes responses and signs them, whatever is to be wrong with them."""

import base64
import copy
import dataclasses
import datetime
import re

import xmlsec
from lxml import etree

from tests.federation.signing import pair

SAMLP, SAML = "urn:oasis:names:tc:SAML:2.0:protocol", "urn:oasis:names:tc:SAML:2.0:assertion"
DSIG, XENC = "http://www.w3.org/2000/09/xmldsig#", "http://www.w3.org/2001/04/xmlenc#"
NAMES = {"samlp": SAMLP, "saml": SAML, "ds": DSIG, "xenc": XENC}
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"


def at(minutes=0.0):
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=minutes)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


@dataclasses.dataclass
class Answer:
    """A response that is right unless told otherwise. Attributes are XML of their values."""

    request_id: str | None
    recipient: str
    audience: str
    issuer: str = "https://idp.example.com/metadata"
    name_id: str = "Carlos@example.com"
    attributes: dict = dataclasses.field(default_factory=lambda: {"email": "carlos@example.com"})
    status: str = "Success"
    begins: float = -1
    ends: float = 5
    confirmation_ends: float = 5
    in_response_to: str | None = ""  # of the confirmation; empty: as the request
    destination: str | None = None
    assertion_id: str = "_assertion"

    def xml(self):
        answers = f'InResponseTo="{self.request_id}"' if self.request_id else ""
        confirmed = answers if self.in_response_to == "" else f'InResponseTo="{self.in_response_to}"'
        confirmed = "" if self.in_response_to is None else confirmed
        statements = "".join(
            f'<saml:Attribute Name="{name}">'
            + "".join(f"<saml:AttributeValue>{value}</saml:AttributeValue>" for value in _several(values))
            + "</saml:Attribute>"
            for name, values in self.attributes.items()
        )
        return (
            f'<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="_response" Version="2.0" {answers} '
            f'IssueInstant="{at()}" Destination="{self.destination or self.recipient}">'
            f"<saml:Issuer>{self.issuer}</saml:Issuer><samlp:Status>"
            f'<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:{self.status}"/></samlp:Status>'
            f'<saml:Assertion ID="{self.assertion_id}" Version="2.0" IssueInstant="{at()}">'
            f"<saml:Issuer>{self.issuer}</saml:Issuer>"
            f'<saml:Subject><saml:NameID Format="{PERSISTENT}">{self.name_id}</saml:NameID>'
            '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData '
            f'{confirmed} Recipient="{self.recipient}" NotOnOrAfter="{at(self.confirmation_ends)}"/>'
            "</saml:SubjectConfirmation></saml:Subject>"
            f'<saml:Conditions NotBefore="{at(self.begins)}" NotOnOrAfter="{at(self.ends)}"><saml:AudienceRestriction>'
            f"<saml:Audience>{self.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
            f'<saml:AuthnStatement AuthnInstant="{at()}" SessionIndex="_session"><saml:AuthnContext>'
            f"<saml:AuthnContextClassRef>{PASSWORD}</saml:AuthnContextClassRef></saml:AuthnContext>"
            f"</saml:AuthnStatement><saml:AttributeStatement>{statements}</saml:AttributeStatement></saml:Assertion>"
            "</samlp:Response>"
        )

    def tree(self, *changes):
        """The response as a tree, with parts of its text replaced by others."""
        text = self.xml()
        for part, instead in changes:
            text = re.sub(part, instead, text, flags=re.DOTALL)
        return etree.fromstring(text)

    def signed(self, *changes, by="idp", what="saml:Assertion", **how):
        """Signed, in base64 as browsers post it."""
        return posted(sign(self.tree(*changes), what, by=by, **how))


def posted(tree):
    return base64.b64encode(etree.tostring(tree)).decode()


def find(tree, path):
    return tree.xpath(path, namespaces=NAMES)[0]


def sign(
    tree,
    what="saml:Assertion",
    *,
    by="idp",
    method=xmlsec.Transform.RSA_SHA256,
    digest=xmlsec.Transform.SHA256,
    transforms=(xmlsec.Transform.ENVELOPED, xmlsec.Transform.EXCL_C14N),
    uri=None,
):
    """Sign the message, or its assertion, where the schema has the signature: after the issuer."""
    element = tree if what in ("", "samlp:Response") else find(tree, f".//{what}")
    signature = xmlsec.template.create(element, xmlsec.Transform.EXCL_C14N, method, ns="ds")
    find(element, "./saml:Issuer").addnext(signature)
    xmlsec.tree.add_ids(tree, ["ID"])
    reference = xmlsec.template.add_reference(signature, digest, uri=f"#{element.get('ID')}" if uri is None else uri)
    for transform in transforms:
        xmlsec.template.add_transform(reference, transform)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(pair(by).key_pem, xmlsec.KeyFormat.PEM, None)
    context.key.load_cert_from_memory(pair(by).certificate_pem, xmlsec.KeyFormat.PEM)
    context.sign(signature)
    return tree


def encrypt(tree, certificate_pem, *, transport=xmlsec.Transform.RSA_OAEP, cipher=xmlsec.Transform.AES256):
    """Put an encrypted assertion in the assertion's place."""
    assertion = find(tree, "./saml:Assertion")
    holder = etree.Element(f"{{{SAML}}}EncryptedAssertion")
    assertion.addprevious(holder)
    inner = copy.deepcopy(assertion)
    assertion.getparent().remove(assertion)
    holder.append(inner)
    template = xmlsec.template.encrypted_data_create(holder, cipher, type=xmlsec.EncryptionType.ELEMENT, ns="xenc")
    xmlsec.template.encrypted_data_ensure_cipher_value(template)
    info = xmlsec.template.encrypted_data_ensure_key_info(template, ns="ds")
    xmlsec.template.encrypted_data_ensure_cipher_value(xmlsec.template.add_encrypted_key(info, transport))
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(certificate_pem, xmlsec.KeyFormat.CERT_PEM, None))
    context = xmlsec.EncryptionContext(manager)
    context.key = xmlsec.Key.generate(xmlsec.KeyData.AES, 256, xmlsec.KeyDataType.SESSION)
    encrypted = context.encrypt_xml(template, inner)
    if encrypted.getparent() is not holder:
        holder.append(encrypted)
    return tree


def _several(values):
    return values if isinstance(values, list) else [values]
