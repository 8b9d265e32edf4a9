"""How tests register passkeys and sign in by them, by the SDK."""

from tests.pools.signing_in import answer


def configure(pool, *factors, **configuration):
    pool.policies = {"SignInPolicy": {"AllowedFirstAuthFactors": list(factors or ("PASSWORD", "WEB_AUTHN"))}}
    pool.web_authn_configuration = configuration
    pool.save()


def begin(idp, token):
    return idp.start_web_authn_registration(AccessToken=token)["CredentialCreationOptions"]


def complete(idp, token, credential):
    idp.complete_web_authn_registration(AccessToken=token, Credential=credential)


def register(idp, token, authenticator, **lies):
    complete(idp, token, authenticator.create(begin(idp, token), **lies))


def start(idp, app, username="alice", **parameters):
    given = {"USERNAME": username, "PREFERRED_CHALLENGE": "WEB_AUTHN", **parameters}
    return idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_AUTH", AuthParameters=given)


def options_of(challenge):
    return challenge["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"]


def present(idp, app, challenge, credential, username="alice"):
    responses = {"USERNAME": username, "CREDENTIAL": credential}
    return answer(idp, app, "WEB_AUTHN", responses, challenge["Session"])


def sign_in(idp, app, authenticator, **lies):
    challenge = start(idp, app)
    return present(idp, app, challenge, authenticator.get(options_of(challenge), **lies))
