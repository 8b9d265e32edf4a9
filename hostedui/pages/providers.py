"""The buttons of other identity providers on the sign-in page (FED-39, FED-41, FED-42)."""

from urllib.parse import urlencode

from hostedui.pages.entry import Entry
from pools.actions import identity_providers
from pools.actions.identity_providers import Provider

_NAMES = {"LoginWithAmazon": "Amazon", "SignInWithApple": "Apple"}  # as people know them
_SIGNS = {"Facebook": "facebook", "Google": "google", "SignInWithApple": "apple"}  # files of ours


def buttons(entry: Entry) -> list[tuple[str, str, str]]:
    """Name, address and picture of each provider that the app client offers; most have no picture."""
    return [
        (_NAMES.get(each.name, each.name), address_of(entry, each), _sign_of(each))
        for each in identity_providers.offered(entry.client)
    ]


def _sign_of(provider: Provider) -> str:
    return f"hostedui/{_SIGNS[provider.kind]}.svg" if provider.kind in _SIGNS else ""


def address_of(entry: Entry, provider: Provider) -> str:
    """Where the sign-in at this provider begins: as if the app had named it itself (API-264)."""
    return f"{entry.url('authorize')}&{urlencode({'identity_provider': provider.name})}"
