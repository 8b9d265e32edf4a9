"""Which style a page is shown in."""

import dataclasses
from typing import Any

from pools.actions import domains, tiers
from pools.actions.branding import customization, files
from pools.models import AppClient, UserPool
from pools.models.branding import BRANDING_OF_CLIENT
from pools.models.domain import DOMAINS_OF_POOL

CLASSIC = 1


@dataclasses.dataclass(frozen=True, slots=True)
class Brand:
    """The style of a page. `stylesheet` and `logo` are paths, or empty; `placed` is what the page has to know beside
    them where it is a style of managed login; `unsaved` is the stylesheet itself, in an editor's preview."""

    version: int
    stylesheet: str
    logo: str = ""
    placed: dict[str, Any] = dataclasses.field(default_factory=dict)
    unsaved: str = ""

    @property
    def is_classic(self) -> bool:
        return self.version == CLASSIC

    @property
    def scheme(self) -> str:
        """The colour schemes that the page is made for; the classic one is light, as Cognito's."""
        return "light" if self.is_classic else self.placed.get("scheme", "")


def find_brand(client: AppClient, host: str = "") -> Brand | None:
    """The style that this client's pages have under this `Host`; None where nobody set one up, and they look as they
    come. No query where the pool has no styles."""
    if not client.pool.has_styles:
        return None
    version = _version(client.pool, host)
    brand = _managed(client) if version != CLASSIC else None
    return brand or (_classic(client) if version != tiers.MANAGED_LOGIN else None)


def _version(pool: UserPool, host: str) -> int | None:
    """The generation of pages that the domain is set to (FED-224). On our own host it is the newest that any of the
    pool's domains has; None for a pool without one."""
    name = domains.host_name(host)
    rows = DOMAINS_OF_POOL.find_all(pool.pk)
    asked = [row for row in rows if name == row.domain or name.startswith(f"{row.domain}.auth.")]
    return max((row.managed_login_version for row in asked or rows), default=None)


def _classic(client: AppClient) -> Brand | None:
    row = customization.find_applied(client.pool, client)
    return Brand(CLASSIC, files.path(row.stylesheet), files.path(row.image)) if row else None


def _managed(client: AppClient) -> Brand | None:
    row = BRANDING_OF_CLIENT.find(client.pk)
    return Brand(tiers.MANAGED_LOGIN, files.path(row.stylesheet), placed=row.placed) if row else None
