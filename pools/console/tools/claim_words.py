"""What the members of a token mean, and what the inspector says of what it found."""

from django.utils.translation import gettext_lazy as _

HEADERS = {
    "alg": _("The algorithm of the signature. User pools sign by RS256 alone."),
    "kid": _("Which of the pool's keys signed it; the key set (JWKS) has the public half under this name."),
    "typ": _("What kind of token it is. Cognito's ID and access tokens leave it out."),
}

CLAIMS = {
    "sub": _("The user's identifier. It never changes and is never given to somebody else."),
    "iss": _("Who issued it: the user pool. A verifier compares it, and finds the keys below it."),
    "aud": _("Whom it is for. In an ID token the app client; in an access token an API that was asked for."),
    "client_id": _("The app client that it was issued to."),
    "token_use": _("id: tells an app who signed in. access: opens APIs. Neither may stand in for the other."),
    "scope": _("What it opens, separated by spaces."),
    "auth_time": _("When the user proved who they are; a refreshed token keeps it."),
    "iat": _("When it was issued."),
    "exp": _("When it ends."),
    "nbf": _("Before this it does not count."),
    "jti": _("This token's own identifier."),
    "origin_jti": _("The session that it descends from. When that is revoked, it counts no more."),
    "event_id": _("The event of the sign-in in the audit trail."),
    "username": _("The user name."),
    "nonce": _("What the app sent with its request; it must be the same."),
    "at_hash": _("Binds the ID token to the access token that was issued beside it."),
    "acr": _("How strong the sign-in was, as the pool names the levels."),
    "amr": _("How the user proved who they are."),
    "cnf": _("The key that it is bound to: without proof of that key (DPoP) it opens nothing."),
    "act": _("Who acts for the user, where it was exchanged for another token."),
    "sid": _("The browser's session, as back-channel logout names it."),
    "device_key": _("The device that the user signed in from, where the pool remembers devices."),
    "identities": _("The user's identities at other identity providers."),
    "version": _("The version of the token's form."),
    "address": _("The user's postal address."),
    "birthdate": _("Birthday, as YYYY-MM-DD."),
    "email": _("E-mail address."),
    "email_verified": _("Whether the e-mail address was confirmed."),
    "phone_number": _("Phone number, with the country's code."),
    "phone_number_verified": _("Whether the phone number was confirmed."),
    "name": _("Full name."),
    "given_name": _("First name."),
    "family_name": _("Last name."),
    "updated_at": _("When the user's profile was last changed."),
    "cognito:username": _("The user name in the pool; it can differ from what the user types."),
    "cognito:groups": _("The groups that the user is in, the most important first."),
    "cognito:roles": _("The IAM roles that the groups lend."),
    "cognito:preferred_role": _("The role of the most important group."),
    "cognito:mfa_enabled": _("Whether a second factor is set up."),
}
CUSTOM = _("A custom attribute of the pool.")
STANDARD = _("An attribute of the user, or a claim that the pool's function added.")

TIMES = frozenset({"exp", "iat", "auth_time", "nbf"})

SUBJECTS = {
    "signature": _("Signature"),
    "issuer": _("Issuer"),
    "expiry": _("Time"),
    "token_use": _("Kind"),
    "audience": _("Audience"),
    "user": _("User"),
    "session": _("Session"),
    "binding": _("Key binding"),
}

FINDINGS = {
    "algorithm": _("It says it is signed by %(alg)s; only RS256 may be believed."),
    "key_unknown": _("The pool has no key called %(kid)s. It was retired, or the token is another pool's."),
    "signature_wrong": _("The signature does not fit: the token was changed, cut short or signed by somebody else."),
    "key_of_other_use": _("The key %(kid)s signs the other kind of token."),
    "signature_right": _("Made by the pool's key %(kid)s."),
    "issuer_unknown": _(
        "No user pool that you can see issues tokens as %(iss)s, so the signature could not be checked."
    ),
    "issuer_other": _("It names %(iss)s; the pool's issuer is %(expected)s."),
    "issuer_right": _("The user pool %(pool)s."),
    "expiry_missing": _("It has no time to end at (exp)."),
    "expired": _("It has ended. The app gets a new one by its refresh token."),
    "lasts": _("It has not ended yet."),
    "from_the_future": _("It begins in the future: a clock goes wrong, or somebody made it up."),
    "use_other": _("token_use is neither id nor access: it is no token of a sign-in. “%(use)s”"),
    "use_unexpected": _("It is of the kind %(use)s, and you expect %(expected)s."),
    "use_id": _("An ID token: it tells the app who signed in. APIs take access tokens."),
    "use_access": _("An access token: it opens APIs. For who signed in, an app reads the ID token."),
    "client_unknown": _("%(claim)s names “%(client)s”, which is no app client of the pool."),
    "client_unexpected": _("It was issued to %(client)s, and you expect %(expected)s."),
    "client_right": _("Issued to the app client %(name)s (%(claim)s)."),
    "of_machine": _("Of the app client itself, by client credentials: there is no user and no session behind it."),
    "user_gone": _("The user is not in the pool, or was deleted."),
    "user_there": _("The user exists and is enabled."),
    "disabled": _("The user is disabled, so this product takes the token no more."),
    "signed_out": _("The user signed out everywhere after this sign-in."),
    "without_session": _("Token revocation is off for the app client, so nothing can end it before its time."),
    "session_gone": _("Its session is not there any more: it was revoked, or ended long ago."),
    "revoked": _("Its session was revoked. Whoever verifies the signature alone does not see that."),
    "session_over": _("Its session has ended; there will be no refreshed token."),
    "session_alive": _("Its session is alive and not revoked."),
    "bound": _("Bound to the key with the thumbprint %(jkt)s: it must come with a DPoP proof of that key."),
}

REFUSALS = {
    "empty": _("Paste a token first."),
    "too_long": _("This is longer than any token of ours."),
    "encrypted": _(
        "This is an encrypted token, which only its issuer can read. Cognito's refresh tokens look like that."
    ),
    "parts": _("This is no token: one has three parts with a dot between them."),
    "header": _("This is no token: its first part is no JSON object in base64url. Was its beginning cut off?"),
    "payload": _("This is no token: its second part is no JSON object in base64url. Was a piece of it lost?"),
}
