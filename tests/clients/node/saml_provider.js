// A SAML provider that we did not write: Auth0's samlp, behind a form that asks for nothing but a name. It reads the
// pool's own metadata, verifies what the pool signs, encrypts assertions for it and signs its answers.
// Run by test_saml_provider.py, which gives the port and where the pool's metadata is; key and certificate stand in the
// environment.
import { X509Certificate } from "node:crypto";
import express from "express";
import samlp from "samlp";
import SessionParticipants from "samlp/lib/sessionParticipants/index.js";

const [port, poolMetadata] = process.argv.slice(2);
const { IDP_KEY: key, IDP_CERTIFICATE: cert } = process.env;
const issuer = `urn:tests:saml-provider:${port}`;
const persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
const participants = [];
const session = {}; // there is one browser

async function readPool() {
  const text = await (await fetch(poolMetadata)).text();
  const found = (pattern) => pattern.exec(text)[1];
  const lines = found(/X509Certificate>([^<]+)</).replace(/\s/g, "").match(/.{1,64}/g);
  return {
    id: found(/entityID="([^"]+)"/),
    consumer: found(/AssertionConsumerService[^>]*Location="([^"]+)"/),
    logout: found(/SingleLogoutService[^>]*Location="([^"]+)"/),
    cert: ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----"].join("\n"),
  };
}

const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const app = express();
app.use(express.urlencoded({ extended: false, limit: "1mb" }));
app.use((request, response, next) => {
  request.body ??= {};
  request.session = session;
  next();
});

const slo = { redirect: "/slo", post: "/slo" };
app.get("/metadata", samlp.metadata({ issuer, cert, redirectEndpointPath: "/sso", postEndpointPath: "/sso", logoutEndpointPaths: slo }));

app.post("/sso", (request, response) => {
  const hidden = Object.entries(request.body).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  response.send(`<form method="post" action="/in">${hidden.join("")}<input name="who"><button>Sign in</button></form>`);
});

app.post("/in", async (request, response, next) => {
  const pool = await readPool();
  const who = request.body.who;
  const sessionIndex = `_session-of-${who}`;
  participants.push({
    serviceProviderId: pool.id,
    sessionIndex,
    nameId: who,
    nameIdFormat: persistent,
    serviceProviderLogoutURL: pool.logout,
    cert: pool.cert,
  });
  const answer = samlp.auth({
    issuer,
    cert,
    key,
    sessionIndex,
    signingCert: pool.cert,
    encryptionCert: pool.cert,
    encryptionPublicKey: new X509Certificate(pool.cert).publicKey.export({ type: "spki", format: "pem" }),
    nameIdentifierFormat: persistent,
    destination: pool.consumer,
    recipient: pool.consumer,
    lifetimeInSeconds: 300,
    getPostURL: (audience, message, asked, callback) => callback(null, pool.consumer),
    getUserFromRequest: () => ({
      id: who,
      emails: [{ value: `${who.toLowerCase()}@corp.example` }],
      displayName: who,
      name: { givenName: who, familyName: "Corp" },
    }),
  });
  answer(request, response, next);
});

app.get("/slo", async (request, response, next) => {
  const { logout } = await readPool();
  const answer = samlp.logout({
    issuer,
    cert,
    key,
    deflate: true,
    protocolBinding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
    destination: logout,
    sessionParticipants: new SessionParticipants(participants),
  });
  answer(request, response, next);
});

app.use((error, request, response, next) => response.status(400).send(`<pre>${escaped(error.stack)}</pre>`));
app.listen(Number(port), "localhost");
