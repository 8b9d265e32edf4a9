"""What users are searched by beyond Cognito: the custom attributes that their pool has chosen for it."""

from django.db import models

from pools.models.fields import CodePointCharField
from pools.models.user import SEARCHED_LENGTH, User
from pools.models.user_pool import UserPool


class SearchedValue(models.Model):
    """The start of one user's value of an attribute, in lower case as the searched columns of `User` are.

    `actions/searched_attributes.py` keeps the rows; a pool that has chosen no attribute has none and pays nothing.
    """

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="searched_values", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="searched_values", db_index=False)
    name = models.CharField(max_length=32)
    value = CodePointCharField(max_length=SEARCHED_LENGTH)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_searched_value_per_user_and_name")]
        indexes = [models.Index(fields=["pool", "name", "value", "user"], name="user_by_searched_value")]

    def __str__(self) -> str:
        return f"{self.name} of {self.user_id}"
