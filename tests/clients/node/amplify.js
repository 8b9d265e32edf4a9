// Signs in, refreshes and signs out as a web app does with aws-amplify, its endpoint overridden.
// node amplify.js ENDPOINT POOL_ID CLIENT_ID USERNAME PASSWORD

import { Amplify } from "aws-amplify";
import { fetchAuthSession, fetchUserAttributes, getCurrentUser, signIn, signOut } from "aws-amplify/auth";

const [userPoolEndpoint, userPoolId, userPoolClientId, username, password] = process.argv.slice(2);
Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint } } });

const calls = []; // signOut tells nobody when its call fails, so the answers are looked at here
const send = globalThis.fetch;
globalThis.fetch = async (address, options) => {
  const answer = await send(address, options);
  const headers = new Headers(options.headers);
  calls.push([headers.get("x-amz-target").split(".")[1], answer.status]);
  return answer;
};

const callsOf = async (act) => {
  calls.length = 0;
  const result = await act();
  return { result, calls: [...calls] };
};

const refusal = async (promise) =>
  promise.then(
    () => "none",
    (error) => error.name,
  );

/** A call as another device of the user makes it. */
const elsewhere = async (operation, members) => {
  const headers = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}`,
  };
  return (await send(userPoolEndpoint, { method: "POST", headers, body: JSON.stringify(members) })).json();
};

const reading = async (AccessToken) => {
  const { __type, message } = await elsewhere("GetUser", { AccessToken });
  return __type ? `${__type}: ${message}` : "works";
};

const signedIn = await callsOf(() => signIn({ username, password }));
const user = await getCurrentUser();
const attributes = await fetchUserAttributes();
const { tokens } = await fetchAuthSession();
const refreshed = await callsOf(() => fetchAuthSession({ forceRefresh: true }));
const newToken = refreshed.result.tokens.accessToken.toString();
const signedOut = await callsOf(() => signOut());
const current = await refusal(getCurrentUser());
const readingAfterwards = await reading(newToken);

const desk = await elsewhere("InitiateAuth", {
  ClientId: userPoolClientId,
  AuthFlow: "USER_PASSWORD_AUTH",
  AuthParameters: { USERNAME: username, PASSWORD: password },
});
await signIn({ username, password });
const signedOutEverywhere = await callsOf(() => signOut({ global: true }));

console.log(
  JSON.stringify({
    signedIn: { calls: signedIn.calls, next: signedIn.result.nextStep.signInStep },
    user: user.username,
    email: attributes.email,
    refreshed: { calls: refreshed.calls, isNew: newToken !== tokens.accessToken.toString() },
    signedOut: { calls: signedOut.calls, current, reading: readingAfterwards },
    signedOutEverywhere: {
      calls: signedOutEverywhere.calls,
      reading: await reading(desk.AuthenticationResult.AccessToken),
    },
  }),
);
