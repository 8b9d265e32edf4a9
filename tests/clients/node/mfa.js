// Second factors as a web app sets them up and answers them with amazon-cognito-identity-js.
// node mfa.js ENDPOINT POOL_ID CLIENT_ID USERNAME PASSWORD PHONES       (PHONES tells what was texted to a number)

import { createHmac } from "node:crypto";
import AmazonCognitoIdentity from "amazon-cognito-identity-js";

const { AuthenticationDetails, CognitoUser, CognitoUserPool } = AmazonCognitoIdentity;
const [endpoint, UserPoolId, ClientId, Username, Password, inbox] = process.argv.slice(2);
const pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint });

const bytesOf = (base32) => {
  const bits = [...base32].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
};

// RFC 6238, a number of 30-second steps from now
const codeOf = (secret, later = 0) => {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const digest = createHmac("sha1", bytesOf(secret)).update(step).digest();
  const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
};

const textedTo = async (number) => (await (await fetch(`${inbox}${encodeURIComponent(number)}`)).text()).match(/\d{6}/)[0];

// Signs in, answering what is asked. Gives the session and the names of the callbacks that the library called.
const signIn = async ({ secret = "", later = 1, number = "", choice = "" } = {}) => {
  const user = new CognitoUser({ Username, Pool: pool });
  const asked = [];
  const session = await new Promise((onSuccess, onFailure) => {
    const callbacks = {
      onSuccess,
      onFailure,
      totpRequired: () => asked.push("totpRequired") && user.sendMFACode(codeOf(secret, later), callbacks, "SOFTWARE_TOKEN_MFA"),
      mfaRequired: async () => asked.push("mfaRequired") && user.sendMFACode(await textedTo(number), callbacks, "SMS_MFA"),
      selectMFAType: () => asked.push("selectMFAType") && user.sendMFASelectionAnswer(choice, callbacks),
      mfaSetup: () => asked.push("mfaSetup") && user.associateSoftwareToken(callbacks),
      associateSecretCode: (code) => {
        user.secret = code;
        user.verifySoftwareToken(codeOf(code, 0), "My phone", callbacks);
      },
    };
    user.authenticateUser(new AuthenticationDetails({ Username, Password }), callbacks);
  });
  return { user, session, asked };
};

const called = (user, method, ...given) =>
  new Promise((onSuccess, onFailure) => user[method](...given, { onSuccess, onFailure, associateSecretCode: onSuccess }));
const promised = (user, method, ...given) =>
  new Promise((resolve, reject) => user[method](...given, (error, result) => (error ? reject(error) : resolve(result))));

const flows = {
  // Sets an app up once signed in, turns it on, and signs in with it
  app: async () => {
    const { user, asked: before } = await signIn();
    const secret = await called(user, "associateSoftwareToken");
    await called(user, "verifySoftwareToken", codeOf(secret), "My phone");
    await promised(user, "setUserMfaPreference", null, { Enabled: true, PreferredMfa: true });
    const { user: again, asked } = await signIn({ secret });
    const data = await promised(again, "getUserData");
    return { before, asked, factors: data.UserMFASettingList, favourite: data.PreferredMfaSetting };
  },
  // The pool texts a code
  sms: async (number) => ({ asked: (await signIn({ number })).asked }),
  // The pool requires an app, and the library sets it up within the sign-in
  setup: async () => {
    const { user, asked } = await signIn();
    return { asked, afterwards: (await signIn({ secret: user.secret })).asked };
  },
};

try {
  const [flow, ...given] = process.argv.slice(8);
  console.log(JSON.stringify(await flows[flow](...given)));
} catch (error) {
  console.log(JSON.stringify({ error: error.code ?? error.name, message: error.message }));
}
