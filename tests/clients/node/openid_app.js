// A server-side app that signs people in with openid-client. It listens on PORT and prints a line once it does.
// node openid_app.js PORT ISSUER CLIENT_ID CLIENT_SECRET SCOPE

import { createServer } from "node:http";
import * as client from "openid-client";

const [port, issuer, clientId, secret, scope] = process.argv.slice(2);
const home = `http://localhost:${port}`;
const config = await client.discovery(new URL(issuer), clientId, secret, client.ClientSecretBasic(secret), {
  execute: [client.allowInsecureRequests],
  algorithm: "oidc",
});
const pending = new Map();

const login = async () => {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  pending.set(state, { verifier, nonce });
  return client.buildAuthorizationUrl(config, {
    redirect_uri: `${home}/callback`,
    scope,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  });
};

const callback = async (url) => {
  const state = url.searchParams.get("state");
  const { verifier, nonce } = pending.get(state);
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
  const tokens = await client.authorizationCodeGrant(config, url, checks);
  const claims = tokens.claims();
  const user = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
  const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
  await client.tokenRevocation(config, tokens.refresh_token);
  const refused = await client.refreshTokenGrant(config, tokens.refresh_token).then(
    () => "none",
    (error) => error.error,
  );
  return { claims, user, isRenewed: renewed.access_token !== tokens.access_token, refused };
};

createServer(async (request, response) => {
  const url = new URL(request.url, home);
  try {
    if (url.pathname === "/login") {
      response.writeHead(302, { Location: (await login()).href }).end();
    } else {
      response.writeHead(200, { "Content-Type": "text/plain" }).end(JSON.stringify(await callback(url)));
    }
  } catch (error) {
    response.writeHead(200).end(JSON.stringify({ error: `${error.name}: ${error.message} ${error.cause ?? ""}` }));
  }
}).listen(Number(port), () => console.log("listening"));
