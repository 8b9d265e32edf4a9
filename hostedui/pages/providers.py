"""The buttons of other identity providers on the sign-in page (FED-39, FED-41, FED-42)."""

import dataclasses
from collections.abc import Sequence
from urllib.parse import urlencode

from hostedui.pages.entry import Entry
from pools.actions import identity_providers
from pools.actions.identity_providers import Provider

_NAMES = {"LoginWithAmazon": "Amazon", "SignInWithApple": "Apple"}  # as people know them
_SIGNS = {"Facebook": "facebook", "Google": "google", "SignInWithApple": "apple"}  # files of ours


@dataclasses.dataclass(frozen=True, slots=True)
class Button:
    """A provider, what people call it, where the sign-in at it begins, and a picture of ours, which most have not."""

    name: str
    label: str
    address: str
    sign: str
    is_social: bool


def buttons(entry: Entry, offered: Sequence[Provider]) -> list[Button]:
    """One for each of these providers."""
    return [
        Button(
            each.name,
            _NAMES.get(each.name, each.name),
            address_of(entry, each),
            _sign_of(each),
            identity_providers.is_social(each.kind),
        )
        for each in offered
    ]


def _sign_of(provider: Provider) -> str:
    return f"hostedui/{_SIGNS[provider.kind]}.svg" if provider.kind in _SIGNS else ""


def address_of(entry: Entry, provider: Provider) -> str:
    """Where the sign-in at this provider begins: as if the app had named it itself (API-264)."""
    return f"{entry.url('authorize')}&{urlencode({'identity_provider': provider.name})}"
