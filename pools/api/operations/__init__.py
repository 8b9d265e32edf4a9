"""One module per capability, each registering its operations when it is imported."""

from pools.packages import import_modules


def load() -> None:
    """Import every module of this package. Called once when Django is ready."""
    import_modules(__name__, __path__)
