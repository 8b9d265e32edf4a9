// Runs the code that the console writes, as an app would use it.
// node samples.js FOLDER sign-in USERNAME PASSWORD      signs in by each library, and begins a sign-in by browser
// node samples.js FOLDER come-back URL PENDING          ends that one, PENDING being what was kept

import { pathToFileURL } from "node:url";
import { OidcClient } from "oidc-client-ts";

const [folder, step, ...given] = process.argv.slice(2);
const sample = (name) => import(pathToFileURL(`${folder}/${name}/auth.js`));

const kept = new Map(); // what a browser has for oidc-client-ts
const storage = {
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => kept.set(key, value),
  removeItem: (key) => kept.delete(key),
  key: (index) => [...kept.keys()][index],
  get length() {
    return kept.size;
  },
};

const signIn = async (username, password) => {
  const amplify = await (await sample("amplify")).signInWithPassword(username, password);
  const identity = await (await sample("amazon-cognito-identity-js")).signInWithPassword(username, password);
  Object.assign(globalThis, { localStorage: storage, sessionStorage: storage, window: globalThis });
  const { userManager } = await sample("oidc-client-ts");
  const request = await new OidcClient(userManager.settings).createSigninRequest({});
  return {
    amplify: amplify.attributes.email,
    identity: identity.idToken.split(".").length,
    oidc: request.url,
    openid: await (await sample("openid-client")).login(),
  };
};

const comeBack = async (url, pending) => {
  const { callback } = await sample("openid-client");
  return (await callback(new URL(url), JSON.parse(pending))).claims;
};

console.log(JSON.stringify(await { "sign-in": signIn, "come-back": comeBack }[step](...given)));
process.exit();
