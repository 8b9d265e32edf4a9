"""An installation in which every page of the console has something to show."""

import json
import uuid
from typing import Any

from federation.actions import identity_providers
from federation.actions.identity_providers import Settings
from notifications import outbox
from pools.actions import (
    administrators,
    api_tokens,
    audit,
    certificates,
    domains,
    functions,
    groups,
    jobs,
    message_senders,
    policies,
    principals,
    resource_servers,
    user_jobs,
)
from pools.actions.functions import Described
from pools.actions.user_search import UserQuery
from pools.models import Administrator, AppClient, Job, JobFailure, User, UserPool
from tests import seeding_analytics
from tests.certifying import issue
from tests.conftest import CALLER, REGION

DOCUMENT = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "cognito-idp:List*", "Resource": "*"}]}
)
HOOK = Described("webhook", "https://shop.example/hook")
IDENTITY = "arn:aws:ses:us-east-1:123456789012:identity/shop@shop.example"
Names = dict[str, Any]  # what stands in addresses, by the names of their parts

# Of parts that mean something else on each page
OWN: dict[str, Names] = {
    "quota": {"region": REGION, "name": "UserPools"},
    "pool_quota": {"name": "UserRead"},
    "client_quota": {"name": "UserRead"},
    "domain_branding": {"name": "shop"},
    "principal_inline": {"name": "own"},
    "principal_group_inline": {"name": "own"},
    "account_identity_unlink": {"identity_id": 0},
    "message_template": {"kind": "verification_email"},
    "message_template_preview": {"kind": "verification_email"},
    "analytics_csv": {"chart": "sign-ins"},
    "pool_analytics_csv": {"chart": "sign-ins"},
    "built_in_policy": {"name": "AmazonCognitoReadOnly"},
}


def fill(app: AppClient, alice: User, operator: Administrator) -> Names:
    """Make one of everything there is a page of, and say what addresses call it."""
    pool = app.pool
    alice.attributes |= {"name": "Alice Example", "email": "alice@shop.example", "email_verified": "true"}
    alice.save()
    made = issue("auth.shop.example")
    certificate = certificates.import_certificate(made.pem, made.key_pem, caller=CALLER)
    domains.create_domain(pool, "shop", caller=CALLER)
    config = {"CertificateArn": certificate.arn}
    domains.create_domain(pool, "auth.shop.example", custom_domain_config=config, caller=CALLER)
    scope = {"ScopeName": "read", "ScopeDescription": "See"}
    server = resource_servers.create_resource_server(
        pool, "https://api.example", name="Photos", scopes=[scope], caller=CALLER
    )
    group = groups.create_group(pool, "editors", description="They write", precedence=1, caller=CALLER)
    groups.admin_add_user_to_group(alice, group, caller=CALLER)
    seeding_analytics.weeks(pool, {app.client_id: 1.0}, days=8)
    _, key = _principals(operator), administrators.create_access_key(operator, caller=CALLER)
    message = outbox.queue("email", "alice@shop.example", subject="Code", text="It is 123456", reference=pool.id)
    return {
        "pool_id": pool.id,
        "client_id": app.client_id,
        "sub": alice.sub,
        "group_id": group.pk,
        "job_id": _job(pool).pk,
        "server_id": server.pk,
        "provider_id": _provider(pool),
        "slug": "oidc",
        "certificate_id": certificate.pk,
        "function_id": functions.create_function("hook", HOOK, caller=CALLER).pk,
        "username": "charlie",
        "group_name": "staff",
        "policy_name": "readers",
        "access_key_id": key,
        "token_id": api_tokens.create_api_token(operator, "deploy", caller=CALLER)[0].pk,
        "message_id": message.pk,
        "event_id": audit.record(CALLER, "InitiateAuth", user=alice).pk,
        "identity_id": message_senders.put_sending_identity(
            IDENTITY, "smtp://mail.example", channel="email", caller=CALLER
        ).pk,
        "kind": "verification_email",
        "row_id": message_senders.start_verification("bob@shop.example", channel="email", caller=CALLER).pk,
    }


def _provider(pool: UserPool) -> int:
    details = {"client_id": "shop", "client_secret": "secret", "authorize_scopes": "openid email"}
    settings = Settings(details=details, identifiers=["shop.example"])
    return identity_providers.create_identity_provider(pool, "Google", "Google", settings, caller=CALLER).pk


def nothing(converter: str) -> object:
    """A part of an address that names nothing: enough for what is only posted to."""
    return {"uuid": uuid.UUID(int=0), "int": 0, "str": "none", "path": "none", "slug": "none"}[converter]


def _job(pool: UserPool) -> Job:
    """One that has done something and could not do everything."""
    job = user_jobs.start(pool, "reset-passwords", UserQuery(), caller=CALLER, is_awaited=True)
    jobs.work_on(job.pk)
    JobFailure.objects.create(job=job, key="1", label="bob", error="NotAuthorizedException", message="It cannot be.")
    Job.objects.filter(pk=job.pk).update(failed=1)
    return job


def _principals(operator: Administrator) -> None:
    charlie = principals.create_principal("charlie", password="Correct-Horse-1", caller=CALLER)
    staff = principals.create_group("staff", caller=CALLER)
    principals.add_user_to_group(charlie, staff, caller=CALLER)
    for holder in (charlie, staff):
        policies.put_inline_policy(holder, "own", DOCUMENT, caller=CALLER)
    policies.create_policy("readers", DOCUMENT, caller=CALLER)
