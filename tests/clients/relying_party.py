"""An app that signs people in with Authlib, which knows of us only what the discovery document says."""

from typing import Any

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.claims import JWTClaims
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

SCOPES = "openid email profile aws.cognito.signin.user.admin"


class RelyingParty:
    """One sign-in: the address to send the browser to, then the tokens for where it came back."""

    def __init__(self, issuer: str, client_id: str, redirect_uri: str) -> None:
        self.metadata = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=20).json()
        self.client_id = client_id
        self.verifier = generate_token(64)
        self.nonce = generate_token(20)
        self.session = OAuth2Session(
            client_id,
            scope=SCOPES,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            token_endpoint=self.metadata["token_endpoint"],
            token_endpoint_auth_method="none",
            revocation_endpoint_auth_method="none",
        )

    def authorization_url(self) -> str:
        endpoint = self.metadata["authorization_endpoint"]
        url, self.state = self.session.create_authorization_url(endpoint, code_verifier=self.verifier, nonce=self.nonce)
        return url

    def fetch_tokens(self, callback: str) -> dict[str, Any]:
        return self.session.fetch_token(authorization_response=callback, code_verifier=self.verifier, state=self.state)

    def access_claims(self, access_token: str) -> dict[str, Any]:
        """The claims of an access token that the issuer signed and that is in force."""
        token = self._decode(access_token)
        JWTClaims(token.claims, token.header, self._expected_issuer()).validate()
        return token.claims

    def id_claims(self, tokens: dict[str, Any]) -> dict[str, Any]:
        """The claims of the ID token, validated as OpenID Connect Core section 3.1.3.7 asks."""
        token = self._decode(tokens["id_token"])
        asked = {"nonce": self.nonce, "client_id": self.client_id, "access_token": tokens["access_token"]}
        options = self._expected_issuer() | {"aud": {"essential": True, "value": self.client_id}}
        CodeIDToken(token.claims, token.header, options, asked).validate()
        return token.claims

    def _decode(self, token: str) -> jwt.Token:
        keys = KeySet.import_key_set(requests.get(self.metadata["jwks_uri"], timeout=20).json())
        return jwt.decode(token, keys, algorithms=["RS256"])

    def _expected_issuer(self) -> dict[str, Any]:
        return {"iss": {"essential": True, "value": self.metadata["issuer"]}}

    def user_info(self) -> dict[str, Any]:
        answer = self.session.get(self.metadata["userinfo_endpoint"])
        answer.raise_for_status()
        return answer.json()

    def refresh(self) -> dict[str, Any]:
        return self.session.refresh_token(self.metadata["token_endpoint"])

    def revoke(self, refresh_token: str) -> requests.Response:
        return self.session.revoke_token(
            self.metadata["revocation_endpoint"], token=refresh_token, token_type_hint="refresh_token"
        )
