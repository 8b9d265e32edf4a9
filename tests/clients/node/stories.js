// Plays what users of a web app do with amazon-cognito-identity-js, one story after the other.
// node stories.js ENDPOINT CODE_SERVICE CASTING
//
// CASTING names for each story its person and the pool: {"smsMfa": {"UserPoolId", "ClientId", "username", ...}}

import AmazonCognitoIdentity from "amazon-cognito-identity-js";
import { codeSentTo, shownByApp } from "./codes.js";

const { AuthenticationDetails, CognitoUser, CognitoUserPool } = AmazonCognitoIdentity;
const [endpoint, codeService, casting] = process.argv.slice(2);
const PREFERRED = { Enabled: true, PreferredMfa: true };

/** What a browser keeps of one tab. */
class Storage {
  #items = new Map();
  getItem = (key) => this.#items.get(key) ?? null;
  setItem = (key, value) => void this.#items.set(key, value);
  removeItem = (key) => void this.#items.delete(key);
  clear = () => void this.#items.clear();
}

/** Opens the app in a new tab. */
const open = ({ UserPoolId, ClientId, username }) => {
  const storage = new Storage();
  const Pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint, Storage: storage });
  return new CognitoUser({ Username: username, Pool, Storage: storage });
};

/** Signs in. `answers` has a function for each challenge that may come; it is given the callbacks to go on with. */
const signIn = (user, Password, answers = {}) =>
  new Promise((onSuccess, onFailure) => {
    const callbacks = { onSuccess, onFailure };
    for (const [challenge, answer] of Object.entries(answers)) {
      callbacks[challenge] = (...given) => Promise.resolve(answer(callbacks, ...given)).catch(onFailure);
    }
    user.authenticateUser(new AuthenticationDetails({ Username: user.getUsername(), Password }), callbacks);
  });

const promised = (user, method, ...given) =>
  new Promise((resolve, reject) => {
    user[method](...given, (error, result) => (error ? reject(error) : resolve(result)));
  });

const called = (user, method, ...given) =>
  new Promise((resolve, onFailure) => {
    const rest = { onFailure, associateSecretCode: resolve, inputVerificationCode: resolve, onSuccess: resolve };
    user[method](...given, rest);
  });

const refusal = async (promise) =>
  promise.then(
    () => "none",
    (error) => `${error.code}: ${error.message}`,
  );

const nameIn = (session) => session.getIdToken().payload["cognito:username"];

const stories = {
  async newPassword(person) {
    const user = open(person);
    let told;
    const session = await signIn(user, person.password, {
      newPasswordRequired: async (callbacks, attributes, required) => {
        told = { attributes, required };
        user.completeNewPasswordChallenge(person.newPassword, {}, callbacks);
      },
    });
    const again = await signIn(open(person), person.newPassword);
    return { told, first: nameIn(session), again: nameIn(again) };
  },

  async authenticatorApp(person) {
    const user = open(person);
    await signIn(user, person.password);
    const secret = await called(user, "associateSoftwareToken");
    await called(user, "verifySoftwareToken", shownByApp(secret), "Phone");
    await promised(user, "setUserMfaPreference", null, PREFERRED);
    const later = open(person);
    let asked;
    const session = await signIn(later, person.password, {
      totpRequired: async (callbacks, name) => {
        asked = name;
        later.sendMFACode(shownByApp(secret, 1), callbacks, name);
      },
    });
    return { asked, name: nameIn(session) };
  },

  async requiredApp(person) {
    const user = open(person);
    let canSetUp;
    const session = await signIn(user, person.password, {
      mfaSetup: async (callbacks, name, parameters) => {
        canSetUp = JSON.parse(parameters.MFAS_CAN_SETUP);
        const secret = await called(user, "associateSoftwareToken");
        user.verifySoftwareToken(shownByApp(secret), "Phone", callbacks);
      },
    });
    return { canSetUp, name: nameIn(session) };
  },

  async smsMfa(person) {
    const user = open(person);
    await signIn(user, person.password);
    await promised(user, "setUserMfaPreference", PREFERRED, null);
    const later = open(person);
    let asked;
    const session = await signIn(later, person.password, {
      mfaRequired: async (callbacks, name, parameters) => {
        asked = [name, parameters.CODE_DELIVERY_DELIVERY_MEDIUM];
        later.sendMFACode(await codeSentTo(codeService, person.phone), callbacks, name);
      },
    });
    return { asked, name: nameIn(session) };
  },

  async forgottenPassword(person) {
    const user = open(person);
    const { CodeDeliveryDetails } = await called(user, "forgotPassword");
    const code = await codeSentTo(codeService, person.phone);
    await new Promise((onSuccess, onFailure) => {
      user.confirmPassword(code, person.newPassword, { onSuccess, onFailure });
    });
    const session = await signIn(user, person.newPassword);
    return { sentBy: CodeDeliveryDetails.DeliveryMedium, name: nameIn(session) };
  },

  async globalSignOut(person) {
    const [desk, phone] = [open(person), open(person)];
    const session = await signIn(desk, person.password);
    await signIn(phone, person.password);
    await called(phone, "globalSignOut");
    return {
      reading: await refusal(promised(desk, "getUserAttributes")),
      refreshing: await refusal(promised(desk, "refreshSession", session.getRefreshToken())),
    };
  },
};

const seen = {};
for (const [story, person] of Object.entries(JSON.parse(casting))) {
  seen[story] = await stories[story](person).catch((error) => ({ error: error.code, message: error.message }));
}
console.log(JSON.stringify(seen));
