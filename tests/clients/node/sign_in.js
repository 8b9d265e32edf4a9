// Signs in as a web app does with amazon-cognito-identity-js: SRP, user data, refresh, global sign-out.
// node sign_in.js ENDPOINT POOL_ID CLIENT_ID USERNAME PASSWORD

import AmazonCognitoIdentity from "amazon-cognito-identity-js";

const { AuthenticationDetails, CognitoUser, CognitoUserPool } = AmazonCognitoIdentity;
const [endpoint, UserPoolId, ClientId, Username, Password] = process.argv.slice(2);

const pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint });
const user = new CognitoUser({ Username, Pool: pool });

const signIn = () =>
  new Promise((onSuccess, onFailure) => {
    user.authenticateUser(new AuthenticationDetails({ Username, Password }), { onSuccess, onFailure });
  });

const promised = (method, ...given) =>
  new Promise((resolve, reject) => {
    user[method](...given, (error, result) => (error ? reject(error) : resolve(result)));
  });

try {
  const session = await signIn();
  const attributes = await promised("getUserAttributes");
  const refreshed = await promised("refreshSession", session.getRefreshToken());
  console.log(
    JSON.stringify({
      idToken: session.getIdToken().getJwtToken(),
      accessToken: session.getAccessToken().getJwtToken(),
      refreshedAccessToken: refreshed.getAccessToken().getJwtToken(),
      attributes: Object.fromEntries(attributes.map((each) => [each.getName(), each.getValue()])),
    }),
  );
} catch (error) {
  console.log(JSON.stringify({ error: error.code, message: error.message }));
}
