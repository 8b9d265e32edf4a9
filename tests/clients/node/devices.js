// Signs in twice from one device as a web app does with amazon-cognito-identity-js, where the pool remembers devices.
// node devices.js ENDPOINT POOL_ID CLIENT_ID USERNAME PASSWORD
//
// The library confirms a new device by itself and keeps its password in the storage, here the memory of this process.

import AmazonCognitoIdentity from "amazon-cognito-identity-js";

const { AuthenticationDetails, CognitoUser, CognitoUserPool } = AmazonCognitoIdentity;
const [endpoint, UserPoolId, ClientId, Username, Password] = process.argv.slice(2);

const asked = []; // what the library calls, and which challenges it is asked
const send = globalThis.fetch;
globalThis.fetch = async (address, options) => {
  const answer = await send(address, options);
  const { ChallengeName } = await answer.clone().json();
  asked.push(ChallengeName ?? options.headers["X-Amz-Target"].split(".")[1]);
  return answer;
};

const pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint });

const signIn = async () => {
  const user = new CognitoUser({ Username, Pool: pool });
  asked.length = 0;
  const session = await new Promise((onSuccess, onFailure) => {
    user.authenticateUser(new AuthenticationDetails({ Username, Password }), { onSuccess, onFailure });
  });
  return { user, session, asked: [...asked], deviceKey: user.deviceKey };
};

const called = (user, method, ...given) =>
  new Promise((onSuccess, onFailure) => user[method](...given, { onSuccess, onFailure }));

try {
  const first = await signIn();
  const second = await signIn();
  const refreshed = await new Promise((resolve, reject) => {
    second.user.refreshSession(second.session.getRefreshToken(), (error, session) =>
      error ? reject(error) : resolve(session),
    );
  });
  const listed = await called(second.user, "listDevices", 10, null);
  await called(second.user, "setDeviceStatusNotRemembered");
  const unremembered = await signIn();
  await called(unremembered.user, "setDeviceStatusRemembered");
  // Forgotten behind the library's back, which still sends the old key and has to begin anew
  await called(unremembered.user, "forgetSpecificDevice", unremembered.deviceKey);
  const afterwards = await signIn();
  await called(afterwards.user, "forgetDevice");
  const left = await called(afterwards.user, "listDevices", 10, null);
  const told = ({ asked, deviceKey }) => ({ asked, deviceKey });
  console.log(
    JSON.stringify({
      first: told(first),
      second: told(second),
      refreshed: refreshed.getAccessToken().payload.device_key,
      listed: listed.Devices,
      unremembered: told(unremembered),
      afterwards: told(afterwards),
      left: left.Devices,
    }),
  );
} catch (error) {
  console.log(JSON.stringify({ error: error.code, message: error.message }));
}
