// How the demo shows things. Text only ever becomes text nodes.

import { decode } from "./oauth.js";

const make = (tag, className, ...children) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
};

const TIMES = new Set(["exp", "iat", "auth_time", "nbf", "updated_at"]);
const HIDDEN = new Set(["code", "refresh_token", "token", "code_verifier"]);

const said = (value) => (typeof value === "string" ? value : JSON.stringify(value));

export function showClaims(list, claims) {
  const rows = Object.entries(claims).flatMap(([name, value]) => {
    const shown = make("dd", "", make("code", "", said(value)));
    if (TIMES.has(name)) shown.append(make("span", "when", new Date(value * 1000).toLocaleString()));
    return [make("dt", "", name), shown];
  });
  list.replaceChildren(...rows);
}

export function showToken(place, token) {
  const { header, claims } = decode(token);
  const list = make("dl", "claims");
  showClaims(list, claims);
  const head = make("dl", "claims head");
  showClaims(head, header);
  const raw = make("details", "", make("summary", "", `As sent, ${token.length} characters`), make("p", "", make("code", "", token)));
  place.replaceChildren(head, list, raw);
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), (name, value) => (/_token$/.test(name) ? `${value.slice(0, 24)}…` : value), 2);
  } catch {
    return text;
  }
}

export function showLog(log) {
  document.getElementById("log-panel").hidden = !log.length;
  const entries = log.map((entry) => {
    const sent = Object.entries(entry.sent ?? {}).map(([name, value]) => `${name}=${HIDDEN.has(name) ? `${value.slice(0, 16)}…` : value}`);
    const line = make("summary", "", make("b", "", entry.title), " ", make("code", "", `${entry.method} ${new URL(entry.url).pathname}`));
    if (entry.status) line.append(make("span", entry.status < 400 ? "status" : "status bad", String(entry.status)));
    const body = [sent.join("\n"), entry.received ? pretty(entry.received) : ""].filter(Boolean).join("\n\n");
    return make("li", "", make("details", "", line, make("pre", "", body || "(empty)")));
  });
  document.getElementById("log").replaceChildren(...entries);
}
