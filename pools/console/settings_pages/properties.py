"""What a user pool is called and how it is kept: the slices of User pool settings and User pool properties."""

from django.utils.translation import gettext_lazy as _

from pools.console.fields import Option, choose_one
from pools.console.settings_pages.slices import Slice, Values, register
from pools.models import UserPool


@register
class DeletionProtection(Slice):
    """CON-97 to CON-100."""

    name = "deletion-protection"
    title = _("Deletion protection")

    protection = choose_one(
        _("Deletion protection"),
        {
            "ACTIVE": Option(_("Active"), _("Deleting the user pool is refused until this is switched off.")),
            "INACTIVE": Option(_("Inactive"), _("Whoever may delete user pools can delete it.")),
        },
    )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return {"protection": pool.deletion_protection}

    def columns(self, pool: UserPool) -> Values:
        return {"deletion_protection": self.cleaned_data["protection"]}
