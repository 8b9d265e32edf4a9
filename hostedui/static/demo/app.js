// The demo: signs in, shows what it is given, and does with it what an app does.

import { begin, decode, isSigned } from "./oauth.js";
import { showClaims, showLog, showToken } from "./view.js";

const config = JSON.parse(document.getElementById("config").textContent);
const element = (id) => document.getElementById(id);
const kept = {
  read: (name) => JSON.parse(sessionStorage.getItem(`demo.${name}`) ?? "null"),
  write: (name, value) => sessionStorage.setItem(`demo.${name}`, JSON.stringify(value)),
  clear: () => Object.keys(sessionStorage).filter((name) => name.startsWith("demo.")).forEach((name) => sessionStorage.removeItem(name)),
};
const log = kept.read("log") ?? [];
let keys;

function note(entry) {
  log.push(entry);
  kept.write("log", log);
  showLog(log);
}

function fail(text) {
  element("failure").textContent = text;
  element("failure").hidden = false;
}

async function call(title, url, { form, bearer } = {}) {
  const headers = bearer ? { Authorization: `Bearer ${bearer}` } : {};
  const body = form ? new URLSearchParams({ client_id: config.clientId, ...form }) : undefined;
  const response = await fetch(url, { method: form ? "POST" : "GET", headers, body });
  const text = await response.text();
  note({ title, method: form ? "POST" : "GET", url, sent: form, status: response.status, received: text });
  return { ok: response.ok, answer: text ? JSON.parse(text) : {} };
}

async function signIn() {
  if (!crypto.subtle) return fail("Browsers allow cryptography on https and on localhost only.");
  const start = await begin(config);
  kept.clear();
  kept.write("journey", start.kept);
  kept.write("log", [{ title: "Sent the browser to authorize", method: "GET", url: config.authorize, sent: Object.fromEntries(start.url.searchParams) }]);
  location.assign(start.url);
}

async function comeBack(query) {
  history.replaceState(null, "", config.logoutUri);
  const journey = kept.read("journey");
  note({ title: "The browser came back", method: "GET", url: config.redirectUri, sent: Object.fromEntries(query) });
  if (query.has("error")) return fail(`${query.get("error")}: ${query.get("error_description") ?? ""}`);
  if (!journey || journey.state !== query.get("state")) return fail("The state is not the one this app sent. Somebody else may have made this link.");
  const { ok, answer } = await call("Exchanged the code for tokens", config.token, {
    form: { grant_type: "authorization_code", code: query.get("code"), redirect_uri: config.redirectUri, code_verifier: journey.verifier },
  });
  if (!ok) return fail(`The token endpoint refused the code: ${answer.error}`);
  kept.write("tokens", answer);
}

async function refresh() {
  const tokens = kept.read("tokens");
  const { ok, answer } = await call("Refreshed the tokens", config.token, {
    form: { grant_type: "refresh_token", refresh_token: tokens.refresh_token },
  });
  if (!ok) return fail(`The token endpoint refused to refresh: ${answer.error}`);
  kept.write("tokens", { ...tokens, ...answer });
  await show();
}

async function userInfo() {
  const { ok, answer } = await call("Asked userInfo", config.userInfo, { bearer: kept.read("tokens").access_token });
  if (!ok) fail(`userInfo refused: ${answer.error_description}`);
}

async function revoke() {
  const { ok, answer } = await call("Revoked the refresh token", config.revoke, { form: { token: kept.read("tokens").refresh_token } });
  if (!ok) fail(`The revoke endpoint refused: ${answer.error}`);
}

function signOut() {
  kept.clear();
  const url = new URL(config.logout);
  url.search = new URLSearchParams({ client_id: config.clientId, logout_uri: config.logoutUri });
  location.assign(url);
}

async function check(tokens) {
  const { claims } = decode(tokens.id_token);
  keys ??= (await call("Fetched the pool's keys", config.jwks)).answer;
  const nonce = kept.read("journey")?.nonce;
  const checks = [
    ["The signature is by a key of the pool", await isSigned(tokens.id_token, keys)],
    [`iss is ${config.issuer}`, claims.iss === config.issuer],
    ["aud is this app client", claims.aud === config.clientId],
    ["exp lies ahead", claims.exp * 1000 > Date.now()],
  ];
  if (claims.nonce) checks.push(["nonce is the one this app sent", claims.nonce === nonce]);
  element("checks").replaceChildren(...checks.map(([text, holds]) => Object.assign(document.createElement("li"), { textContent: text, className: holds ? "holds" : "fails" })));
}

async function show() {
  const tokens = kept.read("tokens");
  element("signed-in").hidden = !tokens;
  element("signed-out").hidden = Boolean(tokens);
  if (!tokens) return;
  const { claims } = decode(tokens.id_token);
  const name = claims.name ?? claims.email ?? claims["cognito:username"];
  element("greeting").textContent = `Signed in as ${name}`;
  element("initial").textContent = name[0].toUpperCase();
  showToken(element("id-token"), tokens.id_token);
  showToken(element("access-token"), tokens.access_token);
  await check(tokens);
}

function tick() {
  const tokens = kept.read("tokens");
  if (!tokens) return;
  const seconds = Math.max(0, Math.round(decode(tokens.access_token).claims.exp - Date.now() / 1000));
  const left = `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
  element("expiry").textContent = seconds ? `The access token lives for another ${left}` : "The access token has expired. Refresh it.";
}

const on = (id, deed) =>
  element(id).addEventListener("click", async () => {
    element("failure").hidden = true;
    await Promise.resolve(deed()).catch((error) => fail(error.message));
    tick();
  });

on("sign-in", signIn);
on("user-info", userInfo);
on("refresh", refresh);
on("revoke", revoke);
on("sign-out", signOut);

showClaims(element("config-list"), config);
if (location.origin !== new URL(config.redirectUri).origin) location.replace(config.logoutUri);
const query = new URLSearchParams(location.search);
if (location.pathname.endsWith("/callback")) await comeBack(query).catch((error) => fail(error.message));
showLog(log);
await show().catch((error) => fail(error.message));
tick();
setInterval(tick, 1000);
