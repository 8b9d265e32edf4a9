"""What the OpenAPI document says of fields and statuses, in one place."""

STATUS_TEXTS = {
    400: "The request does not fit this document; `errors` names the fields.",
    401: "No API token, or one that is not taken.",
    403: "The policies do not allow it.",
    404: "There is no such thing.",
    409: "It exists already, is full, or is in a state that does not allow this.",
    413: "The body is larger than 2 MB.",
    415: "The body is not JSON.",
    422: "The request is well formed, but against a rule.",
    429: "Too many requests.",
}

DESCRIPTION = """\
Manage user pools with plain HTTP and JSON. Each endpoint performs one of Cognito's operations, by the same rules and
under the same permissions as the AWS API.

- **Authentication**: `Authorization: Bearer ph_...`, with a token from the console's page *API tokens*.
- **Errors** are problem details (RFC 9457); `title` is Cognito's name of the error.
- **Lists** come in pages. `next` is the address of the following one.
"""

TAGS = [
    {"name": "User pools", "description": "Directories of users, with their rules."},
    {"name": "App clients", "description": "Applications that may talk to a pool, and what they may do there."},
    {"name": "Domains", "description": "Host names of a pool's hosted UI."},
    {"name": "Certificates", "description": "Certificates of custom domains, with their keys."},
    {"name": "Functions", "description": "What user pools ask along the way: the targets of triggers."},
    {"name": "Users", "description": "`user` in an address is a `sub`, a user name or an alias."},
    {"name": "Groups", "description": "Groups of a pool's users, with the roles that they lend."},
    {"name": "Resource servers", "description": "APIs that take a pool's access tokens, with their scopes."},
    {"name": "Identity providers", "description": "Places outside where users of a pool may sign in."},
    {"name": "Principals", "description": "Users who administer, people and machines, and what they may do."},
    {"name": "Messages", "description": "E-mail and SMS to users: what became of them."},
    {"name": "Senders", "description": "How messages leave, and where none are sent."},
    {"name": "Audit events", "description": "Every call, change and sign-in."},
    {"name": "API tokens", "description": "Your own bearer tokens of this API."},
]

HELP = {
    # User pools
    "policies": "What passwords must look like, and what users may sign in with first.",
    "mfa_configuration": "Whether users need a second factor.",
    "auto_verified_attributes": "Addresses that a code verifies by itself.",
    "admin_create_user_config": "Whether people may sign up by themselves, and how they are invited.",
    "account_recovery_setting": "How a forgotten password is replaced.",
    "user_attribute_update_settings": "Addresses that stay in force until a new one is verified.",
    "device_configuration": "Whether devices are remembered.",
    "user_pool_add_ons": "Threat protection.",
    "lambda_config": "The functions that are asked along the way.",
    "deletion_protection": "`ACTIVE` keeps the pool from being deleted.",
    "user_pool_tier": "The feature plan.",
    "user_pool_tags": "Tags, for policies and for order.",
    "username_attributes": "What stands in for user names: users sign in by it alone.",
    "alias_attributes": "What users may sign in by beside their user name.",
    "username_configuration": "Whether user names differ by capitals.",
    "schema": "Attributes that differ from the standard ones, and custom ones.",
    "verification_message_template": "The messages that verify an address.",
    "email_verification_subject": "The older place of a setting in `verification_message_template`.",
    "email_verification_message": "The older place of a setting in `verification_message_template`.",
    "sms_verification_message": "The older place of a setting in `verification_message_template`.",
    "sms_authentication_message": "The message with a code for signing in.",
    "email_configuration": "The sender of e-mail.",
    "sms_configuration": "The sender of SMS.",
    # App clients
    "client_name": "What people call the application.",
    "client_secret": "A secret of your own choice, such as the one that the application has had elsewhere.",
    "generate_secret": "Make a secret for the client.",
    "refresh_token_validity": "Life of refresh tokens, in the unit of `token_validity_units`; 0: 30 days.",
    "access_token_validity": "Life of access tokens, in the unit of `token_validity_units`.",
    "id_token_validity": "Life of ID tokens, in the unit of `token_validity_units`.",
    "token_validity_units": "The units of the three lives.",
    "auth_session_validity": "Minutes that a sign-in may take.",
    "refresh_token_rotation": "Whether each refresh gives a new refresh token.",
    "enable_token_revocation": "Whether tokens end with the refresh token that they came from.",
    "explicit_auth_flows": "The ways to sign in that the client may use.",
    "prevent_user_existence_errors": "`ENABLED` answers to an unknown user as to a wrong password.",
    "read_attributes": "Attributes that the client may see.",
    "write_attributes": "Attributes that the client may set.",
    "allowed_o_auth_flows_user_pool_client": "Whether the client may use OAuth 2.0 at all.",
    "allowed_o_auth_flows": "OAuth 2.0 grants.",
    "allowed_o_auth_scopes": "Scopes that the client may ask for.",
    "callback_urls": "Where users may be sent after signing in.",
    "logout_urls": "Where users may be sent after signing out.",
    "default_redirect_uri": "The callback URL of requests that name none.",
    "supported_identity_providers": "Who vouches for the users of the client.",
    # Domains
    "domain": "A prefix below the installation's host, or a host name of your own.",
    "custom_domain_config": "The certificate, which makes it a host name of your own.",
    "managed_login_version": "1 or 2.",
    # Users
    "username": "The user name, or where users sign in by an address, that address.",
    "attributes": "Attributes by name. A blank value, or null, stands for none.",
    "temporary_password": "To be changed at the first sign-in. One is made up unless it is given.",
    "message_action": "`SUPPRESS` sends no invitation, `RESEND` sends it again.",
    "desired_delivery_mediums": "How the invitation is sent.",
    "force_alias_creation": "Take an address away from a user who has it verified.",
    "password": "The password.",
    "permanent": "Whether it is for good; otherwise it is to be changed at the next sign-in.",
    # Resource servers
    "identifier": "What scopes begin with, mostly the address of the API.",
    "scopes": "Custom scopes: in a token each has the identifier before it.",
    # Identity providers
    "provider_name": "Name of the provider; a social one is called as its type.",
    "provider_type": "The protocol, or which of the social providers it is.",
    "provider_details": "Client id, secret, scopes, addresses: the keys depend on the type.",
    "attribute_mapping": "Attribute of the pool: the provider's name for it.",
    "idp_identifiers": "Further names, mostly domains of e-mail addresses.",
    "acr_mapping": "Level1 to Level4: what an OpenID provider calls that level.",
    # Groups
    "description": "What it is for.",
    "role_arn": "The role that members may take.",
    "precedence": "Of several groups, the lowest number weighs most.",
}
