"""Addresses and ranges of them, IPv4 and IPv6."""

import ipaddress
from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_PREFIXES = {4: 24, 6: 48}  # what one household, office or provider's exchange has


def read_address(text: str) -> Address | None:
    """The address, an IPv4 one also where it is written as IPv6; None for what is none."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def read_range(text: str) -> Network | None:
    """The range in CIDR notation, a single address included; None for what is none."""
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def is_within(address: str, ranges: Iterable[str]) -> bool:
    """Whether the address is in one of the ranges."""
    found = read_address(address)
    return found is not None and any(found in network for each in ranges if (network := read_range(each)) is not None)


def neighbourhood(address: str) -> str:
    """The network that an address is in, as far as that can be told from it alone; empty for what is no address."""
    found = read_address(address)
    return str(ipaddress.ip_network((found, _PREFIXES[found.version]), strict=False)) if found else ""
