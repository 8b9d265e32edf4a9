"""Whether a principal may do something. A superuser may do everything; other administrators nothing by access key."""

from django.conf import settings

from pools.access.sigv4 import Principal
from pools.errors import AccessDeniedException


def require(principal: Principal, action: str, *, pool_id: str = "*") -> None:
    """Raise AWS's refusal unless the principal may do this, e.g. `cognito-idp:DescribeUserPool`."""
    if principal.is_superuser:
        return
    resource = f"arn:aws:cognito-idp:{principal.region}:{settings.ACCOUNT_ID}:userpool/{pool_id}"
    raise AccessDeniedException(
        f"User: {principal.arn} is not authorized to perform: {action} on resource: {resource} "
        f"because no identity-based policy allows the {action} action"
    )
