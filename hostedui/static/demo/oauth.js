// The authorization code grant with PKCE, as an app without a server does it (RFC 6749, RFC 7636).

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

export const fromBase64url = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));

/** What the app must remember until the browser comes back, and the address to send it to. */
export async function begin(config) {
  const kept = { state: random(), nonce: random(), verifier: random() };
  const challenge = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(kept.verifier));
  const url = new URL(config.authorize);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: config.clientId,
    redirect_uri: config.redirectUri,
    scope: config.scope,
    state: kept.state,
    nonce: kept.nonce,
    code_challenge: base64url(challenge),
    code_challenge_method: "S256",
  });
  return { kept, url };
}

/** The parts of a JWT. */
export function decode(token) {
  const [header, payload, signature] = token.split(".");
  const read = (part) => JSON.parse(new TextDecoder().decode(fromBase64url(part)));
  return { header: read(header), claims: read(payload), signed: `${header}.${payload}`, signature };
}

/** Whether the token was signed by a key that the pool has published. */
export async function isSigned(token, jwks) {
  const { header, signed, signature } = decode(token);
  const jwk = jwks.keys.find((key) => key.kid === header.kid && header.alg === "RS256");
  if (!jwk) return false;
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
  return crypto.subtle.verify(algorithm, key, fromBase64url(signature), new TextEncoder().encode(signed));
}
