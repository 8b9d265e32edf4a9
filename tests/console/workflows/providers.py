"""Steps at the pages of identity providers, in both consoles."""

from tests.console.walking import Walk
from tests.console.workflows.material import NOWHERE
from tests.federation import saml_metadata


def kind(walk: Walk, label: str) -> Walk:
    """Choose the tile of this kind of provider."""
    walk.page.locator("a.ph-idp-kind").filter(has_text=label).first.click()
    return walk


def by_hand(walk: Walk) -> Walk:
    """The endpoints of a provider that cannot be discovered."""
    for label in ("Authorization endpoint", "Token endpoint", "Userinfo endpoint", "Jwks uri"):
        walk.enter(label, f"https://login.corp.example/{label.split()[0].lower()}")
    return walk


def credentials(walk: Walk, name: str, method: str) -> Walk:
    """What an OpenID provider has given, under the label that this console has for the method."""
    walk.enter("Provider name", name).enter("Client ID", "poolhouse").enter("Client secret", "s3cret")
    return walk.enter("Authorized scopes", "openid email").see(method).tick("POST").enter("Issuer URL", NOWHERE)


def metadata(walk: Walk) -> Walk:
    return walk.tick("Upload metadata document").upload("Metadata document", "adfs.xml", saml_metadata.adfs().encode())


def map_nickname(walk: Walk, add: str, attribute: str, source: str) -> Walk:
    """One row more, which fills the nickname."""
    walk.choose(add)
    row = walk.page.locator(".ph-rowset-row").last
    row.get_by_label("User pool attribute").select_option("nickname")
    row.get_by_label(attribute).fill(source)
    if capture := row.get_by_label("Capture").all():
        capture[0].check()
    return walk.choose("Save changes").see("The attribute mapping is saved.")
