// oidc-provider set up to do what Poolhouse is asked for: RS256 access tokens as JWTs, its own sign-in page, no consent.
import { generateKeyPairSync } from "node:crypto";
import Provider from "oidc-provider";

// Its own adapter forgets after a thousand entries
const kept = new Map();

class Memory {
  constructor(kind) {
    this.kind = kind;
  }
  name(id) {
    return `${this.kind}:${id}`;
  }
  async upsert(id, payload) {
    kept.set(this.name(id), payload);
    if (this.kind === "Session") kept.set(`uid:${payload.uid}`, this.name(id));
  }
  async find(id) {
    return kept.get(this.name(id));
  }
  async findByUid(uid) {
    return kept.get(kept.get(`uid:${uid}`));
  }
  async findByUserCode() {}
  async consume(id) {
    kept.get(this.name(id)).consumed = Math.floor(Date.now() / 1000);
  }
  async destroy(id) {
    kept.delete(this.name(id));
  }
  async revokeByGrantId() {}
}

const issuer = `http://127.0.0.1:${process.env.PORT}`;
const RESOURCE = "urn:bench:api";
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });

const provider = new Provider(issuer, {
  adapter: Memory,
  clients: [
    {
      client_id: "machine",
      client_secret: "machine-secret-of-the-benchmark-alone",
      grant_types: ["client_credentials"],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: "client_secret_basic",
    },
    {
      client_id: "app",
      grant_types: ["authorization_code"],
      redirect_uris: ["https://shop.example/callback"],
      token_endpoint_auth_method: "none",
    },
  ],
  jwks: { keys: [{ ...key, alg: "RS256", use: "sig", kid: "bench" }] },
  cookies: { keys: ["for the benchmark alone"] },
  scopes: ["openid", "bench/read"],
  pkce: { required: () => false },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => RESOURCE,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: "bench/read",
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
  async loadExistingGrant(ctx) {
    const grantId = ctx.oidc.session.grantIdFor(ctx.oidc.client.clientId);
    if (grantId) return ctx.oidc.provider.Grant.find(grantId);
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid");
    grant.addResourceScope(RESOURCE, "bench/read");
    await grant.save();
    return grant;
  },
});
provider.listen(process.env.PORT, "127.0.0.1");
