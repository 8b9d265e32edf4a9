"""Packages whose modules register what they have when they are imported."""

import importlib
import pkgutil
from collections.abc import Iterable


def import_modules(name: str, path: Iterable[str]) -> None:
    """Import every module of the package of this `__name__` and `__path__`."""
    for module in pkgutil.iter_modules(path):
        importlib.import_module(f"{name}.{module.name}")
