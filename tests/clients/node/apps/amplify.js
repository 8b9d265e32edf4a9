// A web app that signs people in with aws-amplify over the hosted pages.

import { Amplify } from "aws-amplify";
import "aws-amplify/auth/enable-oauth-listener";
import { fetchAuthSession, getCurrentUser, signInWithRedirect, signOut } from "aws-amplify/auth";
import { Hub } from "aws-amplify/utils";
import { act, settings, show } from "./page.js";

Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: settings.poolId,
      userPoolClientId: settings.clientId,
      userPoolEndpoint: settings.endpoint,
      loginWith: {
        oauth: {
          domain: settings.domain,
          scopes: settings.scope.split(" "),
          redirectSignIn: [`${location.origin}/callback`],
          redirectSignOut: [`${location.origin}/bye`],
          responseType: "code",
        },
      },
    },
  },
});

const seen = async (options) => {
  const { tokens } = await fetchAuthSession(options);
  return {
    username: (await getCurrentUser()).username,
    email: tokens.idToken.payload.email,
    accessToken: tokens.accessToken.toString(),
  };
};

act("Sign in", () => signInWithRedirect());
act("Renew", () => seen({ forceRefresh: true }));
act("Sign out", () => signOut());

Hub.listen("auth", ({ payload }) => {
  if (payload.event === "signInWithRedirect") show(() => seen());
  if (payload.event === "signInWithRedirect_failure") show(() => Promise.reject(payload.data.error));
});
