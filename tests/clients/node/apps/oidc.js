// A web app that signs people in with oidc-client-ts. It shows what it knows as JSON.

import { UserManager } from "oidc-client-ts";
import { act, settings, show } from "./page.js";

const manager = new UserManager({
  authority: settings.issuer,
  client_id: settings.clientId,
  redirect_uri: `${location.origin}/callback`,
  post_logout_redirect_uri: `${location.origin}/bye`,
  scope: settings.scope,
  loadUserInfo: true,
  automaticSilentRenew: false,
});

const seen = (user) => ({
  profile: user.profile,
  accessToken: user.access_token,
  hasRefreshToken: Boolean(user.refresh_token),
});

act("Sign in", () => manager.signinRedirect({ nonce: "of-this-test" }));
act("Renew", async () => seen(await manager.signinSilent()));
act("Sign out", () => manager.signoutRedirect());

if (location.pathname === "/callback") show(async () => seen(await manager.signinCallback()));
if (location.pathname === "/bye") show(async () => ({ left: !(await manager.signoutCallback())?.error }));
