"""The eight ways to wrap a signed SAML response, numbered as in SAML Raider (Somorovsky, "On Breaking SAML").

Each returns a response in which the genuine signature still verifies over the genuine part, while a reader that looks
in the usual place finds somebody else.
"""

import copy

from lxml import etree

from tests.federation.saml_idp import DSIG, SAMLP, find, sign

VICTIM = "admin@example.com"


def _forged(element):
    """A copy in which the victim is named, without the signature and with an ID of its own."""
    forged = copy.deepcopy(element)
    find(forged, ".//saml:NameID").text = VICTIM
    signature = find(forged, ".//ds:Signature")
    signature.getparent().remove(signature)
    forged.set("ID", "_forged")
    return forged


def _signature_of(element):
    return copy.deepcopy(find(element, "./ds:Signature"))


def _without_signature(element):
    bare = copy.deepcopy(element)
    bare.remove(find(bare, "./ds:Signature"))
    return bare


def _signed_message(answer):
    return sign(answer.tree(), "samlp:Response")


def _signed_assertion(answer):
    tree = sign(answer.tree())
    return tree, find(tree, "./saml:Assertion")


def xsw1(answer):
    genuine = _signed_message(answer)
    forged, signature = _forged(genuine), _signature_of(genuine)
    signature.append(_without_signature(genuine))
    find(forged, "./saml:Issuer").addnext(signature)
    return forged


def xsw2(answer):
    genuine = _signed_message(answer)
    forged, signature = _forged(genuine), _signature_of(genuine)
    find(forged, "./saml:Issuer").addnext(signature)
    signature.addprevious(_without_signature(genuine))
    return forged


def xsw3(answer):
    tree, genuine = _signed_assertion(answer)
    genuine.addprevious(_forged(genuine))
    return tree


def xsw4(answer):
    tree, genuine = _signed_assertion(answer)
    forged = _forged(genuine)
    tree.replace(genuine, forged)
    forged.append(genuine)
    return tree


def xsw5(answer):
    tree, genuine = _signed_assertion(answer)
    forged = _forged(genuine)
    find(forged, "./saml:Issuer").addnext(_signature_of(genuine))
    tree.replace(genuine, forged)
    tree.append(_without_signature(genuine))
    return tree


def xsw6(answer):
    tree, genuine = _signed_assertion(answer)
    forged, signature = _forged(genuine), _signature_of(genuine)
    signature.append(_without_signature(genuine))
    find(forged, "./saml:Issuer").addnext(signature)
    tree.replace(genuine, forged)
    return tree


def xsw7(answer):
    tree, genuine = _signed_assertion(answer)
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    extensions.append(_forged(genuine))
    find(tree, "./samlp:Status").addprevious(extensions)
    return tree


def xsw8(answer):
    tree, genuine = _signed_assertion(answer)
    forged, signature = _forged(genuine), _signature_of(genuine)
    holder = etree.SubElement(signature, f"{{{DSIG}}}Object")
    holder.append(_without_signature(genuine))
    find(forged, "./saml:Issuer").addnext(signature)
    tree.replace(genuine, forged)
    return tree


def same_id(answer):
    """As the third, but the forged one has the genuine one's ID."""
    tree, genuine = _signed_assertion(answer)
    forged = _forged(genuine)
    forged.set("ID", genuine.get("ID"))
    genuine.addprevious(forged)
    return tree


def other_namespace(answer):
    """The genuine assertion hidden where a schema allows anything."""
    tree, genuine = _signed_assertion(answer)
    forged = _forged(genuine)
    tree.replace(genuine, forged)
    data = find(forged, ".//saml:SubjectConfirmationData")
    data.append(genuine)
    return tree


def comment(answer):
    """A comment that splits the name: exclusive canonicalization leaves it out (CVE-2017-11427 and its kin)."""
    answer.name_id = f"{VICTIM}.evil.example"
    tree = sign(answer.tree())
    name = find(tree, ".//saml:NameID")
    name.text = VICTIM
    name.append(etree.Comment("split"))
    name[0].tail = ".evil.example"
    return tree


def moved_signature(answer):
    """The signature of an assertion beside it instead of within."""
    tree, genuine = _signed_assertion(answer)
    tree.append(find(genuine, "./ds:Signature"))
    return tree


ALL = [
    xsw1, xsw2, xsw3, xsw4, xsw5, xsw6, xsw7, xsw8, same_id, other_namespace, moved_signature,
]  # fmt: skip
