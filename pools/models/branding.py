"""How the hosted pages of a pool look, and the files that belong to it."""

import uuid

from django.db import models

from pools.models.app_client import AppClient
from pools.models.prepared import Lookup
from pools.models.user_pool import UserPool


class BrandFile(models.Model):
    """Bytes that a style is made of, kept once per pool: a picture or a stylesheet as browsers are given it, or a
    picture as it was uploaded."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="brand_files", db_index=False)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=32)
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "sha256", "content_type"], name="brand_file_once_per_pool")
        ]
        indexes = [models.Index(fields=["sha256"], name="brand_files_by_hash")]

    def __str__(self) -> str:
        return self.sha256


class Customizations(models.QuerySet):
    def for_pages(self) -> "Customizations":
        """With the hashes of their files, without the bytes."""
        files = ("stylesheet", "image")
        heavy = ("stylesheet__content", "image__content", "stylesheet__created_at", "image__created_at")
        return self.select_related(*files).defer(*heavy)


class UICustomization(models.Model):
    """The classic customization of an app client, or, without one, of all that have none of their own (FED-01 to
    FED-03). `css` is as it was given; `stylesheet` is what browsers get."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="ui_customizations", db_index=False)
    client = models.ForeignKey(AppClient, on_delete=models.CASCADE, related_name="ui_customizations", null=True)
    css = models.TextField(default="", blank=True)
    stylesheet = models.ForeignKey(BrandFile, on_delete=models.RESTRICT, related_name="+", null=True)
    image = models.ForeignKey(BrandFile, on_delete=models.RESTRICT, related_name="+", null=True)
    css_version = models.CharField(max_length=14, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    objects = Customizations.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "client"], name="one_ui_customization_per_client"),
            models.UniqueConstraint(
                fields=["pool"], condition=models.Q(client=None), name="one_ui_customization_for_all_clients"
            ),
        ]

    def __str__(self) -> str:
        return self.client_id or "ALL"


class ManagedLoginBranding(models.Model):
    """The style of an app client's managed login pages (FED-226). `settings` is what differs from the defaults;
    `placed` is what a page has to know of it beside the stylesheet, such as where its logo stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="managed_login_brandings")
    client = models.OneToOneField(AppClient, on_delete=models.CASCADE, related_name="managed_login_branding")
    use_cognito_provided_values = models.BooleanField(default=False)
    settings = models.JSONField(default=dict, blank=True)
    placed = models.JSONField(default=dict, blank=True, editable=False)
    stylesheet = models.ForeignKey(BrandFile, on_delete=models.RESTRICT, related_name="+", null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.id)


class BrandAsset(models.Model):
    """A picture of a managed login style (FED-227): `given` as it was uploaded, which describing it gives back, and
    `shown`, the checked and re-encoded one that browsers get."""

    class ColorMode(models.TextChoices):
        LIGHT = "LIGHT", "Light"
        DARK = "DARK", "Dark"
        DYNAMIC = "DYNAMIC", "Both"

    branding = models.ForeignKey(ManagedLoginBranding, on_delete=models.CASCADE, related_name="assets")
    category = models.CharField(max_length=32)
    color_mode = models.CharField(max_length=8, choices=ColorMode.choices)
    extension = models.CharField(max_length=8)
    resource_id = models.CharField(max_length=40, default="", blank=True)
    given = models.ForeignKey(BrandFile, on_delete=models.RESTRICT, related_name="+", null=True)
    shown = models.ForeignKey(BrandFile, on_delete=models.RESTRICT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["branding", "category", "color_mode", "extension", "resource_id"], name="one_asset_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category}, {self.color_mode}"


# What pages have to know of their style
BRANDING_OF_CLIENT = Lookup(
    lambda: ManagedLoginBranding.objects.select_related("stylesheet").defer("settings", "stylesheet__content"),
    "client_id",
)
CUSTOMIZATION_OF_CLIENT = Lookup(lambda: UICustomization.objects.for_pages(), "client_id")
CUSTOMIZATION_OF_ALL = Lookup(lambda: UICustomization.objects.for_pages().filter(client=None), "pool_id")
