// An OpenID provider that we did not write: oidc-provider, with its own sign-in pages. It wants PKCE.
// Run by test_console_by_oidc.py, which gives the port and the callbacks of the console and of a pool.
import { generateKeyPairSync } from "node:crypto";
import Provider from "oidc-provider";

const [port, callback, callbackOfPool] = process.argv.slice(2);
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
const people = {
  rita: { preferred_username: "rita", email: "root@example.com", email_verified: true, groups: ["staff", "identity-help"] },
  otto: { preferred_username: "otto", email: "root@example.com", email_verified: false, groups: ["staff"] },
  root: { preferred_username: "root", email: "root@example.com", email_verified: true, groups: ["identity-owners"] },
};

const provider = new Provider(`http://localhost:${port}`, {
  clients: [
    { client_id: "console", client_secret: "a-secret-of-the-tests-alone", redirect_uris: [callback] },
    {
      client_id: "pool",
      client_secret: "a-secret-of-the-tests-alone",
      redirect_uris: [callbackOfPool],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  jwks: { keys: [{ ...key, alg: "RS256", use: "sig", kid: "one" }] },
  cookies: { keys: ["for the tests alone"] },
  claims: { openid: ["sub"], profile: ["preferred_username", "groups"], email: ["email", "email_verified"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
});
provider.listen(Number(port), "localhost");
