// A server-side app that signs people in with openid-client. It listens on PORT and prints a line once it does.
// node openid_app.js PORT ISSUER CLIENT_ID CLIENT_SECRET SCOPE
//
// /login?bound has the tokens bound to a key (DPoP), by an app whose clock is an hour late. /backchannel hears that a
// user has signed out, and /heard tells what it has heard.

import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as client from "openid-client";

const [port, issuer, clientId, secret, scope] = process.argv.slice(2);
const home = `http://localhost:${port}`;
const config = await client.discovery(new URL(issuer), clientId, secret, client.ClientSecretBasic(secret), {
  execute: [client.allowInsecureRequests],
  algorithm: "oidc",
});
const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
const pending = new Map();
const heard = [];

const aKey = async () => {
  const late = (_header, payload) => {
    payload.iat -= 3600;
  };
  return client.getDPoPHandle(config, await client.randomDPoPKeyPair(), { [client.modifyAssertion]: late });
};

const login = async (isBound) => {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  const DPoP = isBound ? await aKey() : undefined;
  pending.set(state, { verifier, nonce, DPoP });
  return client.buildAuthorizationUrl(config, {
    redirect_uri: `${home}/callback`,
    scope,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
    ...(DPoP && { dpop_jkt: await DPoP.calculateThumbprint() }),
  });
};

const callback = async (url) => {
  const state = url.searchParams.get("state");
  const { verifier, nonce, DPoP } = pending.get(state);
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
  const tokens = await client.authorizationCodeGrant(config, url, checks, undefined, { DPoP });
  const claims = tokens.claims();
  const user = await client.fetchUserInfo(config, tokens.access_token, claims.sub, { DPoP });
  const renewed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP });
  if (DPoP) {
    const asBearer = await client.fetchUserInfo(config, tokens.access_token, claims.sub).then(
      () => "told",
      (error) => error.cause[0].parameters.error,
    );
    return { claims, user, type: [tokens.token_type, renewed.token_type], asBearer };
  }
  await client.tokenRevocation(config, tokens.refresh_token);
  const refused = await client.refreshTokenGrant(config, tokens.refresh_token).then(
    () => "none",
    (error) => error.error,
  );
  return { claims, user, isRenewed: renewed.access_token !== tokens.access_token, refused };
};

const hear = async (request) => {
  const token = new URLSearchParams(await text(request)).get("logout_token");
  const checks = { issuer, audience: clientId, typ: "logout+jwt", maxTokenAge: 120, requiredClaims: ["jti", "events"] };
  heard.push((await jwtVerify(token, keys, checks)).payload);
};

createServer(async (request, response) => {
  const url = new URL(request.url, home);
  try {
    if (url.pathname === "/login") {
      response.writeHead(302, { Location: (await login(url.searchParams.has("bound"))).href }).end();
    } else if (url.pathname === "/backchannel") {
      await hear(request);
      response.writeHead(200).end();
    } else if (["/heard", "/bye"].includes(url.pathname)) {
      response.writeHead(200, { "Content-Type": "text/plain" }).end(JSON.stringify(heard));
    } else {
      const told = JSON.stringify(await callback(url));
      response.writeHead(200, { "Content-Type": "text/plain" }).end(told);
    }
  } catch (error) {
    response.writeHead(200).end(JSON.stringify({ error: `${error.name}: ${error.message} ${error.cause ?? ""}` }));
  }
}).listen(Number(port), () => console.log("listening"));
