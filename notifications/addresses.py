"""Which addresses a request may go to whose URL somebody typed in: those of the public internet, and the operator's own
networks as far as `POOLHOUSE_OUTGOING_NETWORKS` names them. It keeps a URL from reaching what only this machine can."""

import ipaddress

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Public by the registry, and yet a door of the machine's surroundings: what `is_global` does not tell everywhere
_NOT_FOR_STRANGERS = [
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure's agent, reachable from every machine there
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata service
        "192.88.99.0/24",  # 6to4 relays
        "64:ff9b:1::/48",  # translation within one's own network (RFC 8215)
        "2001::/32",  # Teredo: holds the address of a server and of a client
        "5f00::/16",  # segment routing
    )
]
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # NAT64 (RFC 6052): the last 32 bits are an IPv4 address
_COMPATIBLE = ipaddress.ip_network("::/96")  # the same, deprecated (RFC 4291 section 2.5.5.1)


def is_permitted(text: str) -> bool:
    """Whether a request may go to this address, written as `getaddrinfo` writes it."""
    address = _meant(text)
    return is_named(text) or (_is_public(address) and not _is_in(address, _NOT_FOR_STRANGERS))


def is_named(text: str) -> bool:
    """Whether it is in one of the networks that the operator has named as his own."""
    return _is_in(_meant(text), settings.OUTGOING_NETWORKS)


def _meant(text: str) -> Address:
    """The address that packets end up at: an IPv4 address may travel within one of IPv6."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and address in _TRANSLATED:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if inner is None and address in _COMPATIBLE and not address.is_loopback:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address


def _is_public(address: Address) -> bool:
    is_special = address.is_multicast or address.is_reserved or getattr(address, "is_site_local", False)
    return address.is_global and not is_special


def _is_in(address: Address, networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    return any(address in network for network in networks)
