"""Administrators, in Django's own user admin. Superusers manage them: whoever could would else make himself one."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.paginator import InfinitePaginator

from pools.actions import audit
from pools.models import Administrator

CONSOLE_APPS = ("pools", "notifications")  # what permissions are about


@admin.register(Administrator)
class AdministratorAdmin(UserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    paginator = InfinitePaginator
    show_full_result_count = False
    list_display = ["username", "email", "is_active", "is_superuser", "last_login"]
    list_filter = ()
    search_fields = ["username", "email"]
    ordering = ["username"]
    actions = None
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password", "email"]}),
        (_("Access"), {"fields": ["is_active", "is_superuser", "user_permissions"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Administrator | None = None) -> bool:
        return request.user.is_superuser

    has_add_permission = has_module_permission
    has_change_permission = has_delete_permission = has_view_permission

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.queryset = field.queryset.filter(content_type__app_label__in=CONSOLE_APPS)
        return field

    def save_model(self, request: HttpRequest, obj: Administrator, form: forms.Form, change: bool) -> None:
        """Everybody here may sign in to the console; what they may do there is theirs by permission."""
        obj.is_staff = True
        super().save_model(request, obj, form, change)
        audit.record(request.caller, "UpdateUser" if change else "CreateUser", arn=obj.arn, changed=form.changed_data)

    def delete_model(self, request: HttpRequest, obj: Administrator) -> None:
        audit.record(request.caller, "DeleteUser", arn=obj.arn)
        super().delete_model(request, obj)
