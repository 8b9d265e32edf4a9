"""One module per capability, each registering its operations of the wire API when it is imported."""

import importlib
import pkgutil


def load() -> None:
    """Import every module of this package. Called once when Django is ready."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
