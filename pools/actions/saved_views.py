"""Searches of users that administrators have given a name. A view is its owner's alone; its address is anybody's to
open who may list the users."""

from pools.errors import InvalidParameterException, ResourceNotFoundException
from pools.models import Administrator, SavedView, UserPool

MOST = 30  # of one administrator in a pool
LONGEST_NAME = 64
LONGEST_QUERY = 2048


def list_views(administrator: Administrator, pool: UserPool) -> list[SavedView]:
    """The administrator's own, by name."""
    return list(SavedView.objects.filter(administrator=administrator, pool=pool).order_by("name"))


def save_view(administrator: Administrator, pool: UserPool, name: str, query: str) -> SavedView:
    """Keep the search under this name, in the place of one that has it. Raises `InvalidParameterException`."""
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise InvalidParameterException(f"The name of a view has 1 to {LONGEST_NAME} characters.")
    if len(query) > LONGEST_QUERY:
        raise InvalidParameterException("The search is too long to be saved.")
    others = SavedView.objects.filter(administrator=administrator, pool=pool).exclude(name=name)
    if others.count() >= MOST:
        raise InvalidParameterException(f"At most {MOST} views can be saved.")
    view, _ = SavedView.objects.update_or_create(
        administrator=administrator, pool=pool, name=name, defaults={"query": query}
    )
    return view


def delete_view(administrator: Administrator, pool: UserPool, view_id: int) -> None:
    """Raises `ResourceNotFoundException` for what is not the administrator's."""
    deleted, _ = SavedView.objects.filter(administrator=administrator, pool=pool, pk=view_id).delete()
    if not deleted:
        raise ResourceNotFoundException("View not found.")
