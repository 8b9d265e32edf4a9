"""A small app at `/demo/` that signs in at the demo pool, as an app of yours would, and shows what it is given."""

from django.conf import settings

POOL_NAME = "Demo pool"
CLIENT_NAME = "Demo app"


def callback_url() -> str:
    """What the demo's app client must have among its callback URLs."""
    return f"{settings.PUBLIC_URL}/demo/callback"


def logout_url() -> str:
    """What it must have among its sign-out URLs."""
    return f"{settings.PUBLIC_URL}/demo/"
