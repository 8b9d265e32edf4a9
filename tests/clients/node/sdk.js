// Calls as a web app and as a back end with the AWS SDK for JavaScript v3.
// node sdk.js ENDPOINT POOL_ID CLIENT_ID USERNAME PASSWORD     (credentials come from the environment)

import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  GetUserCommand,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";

const [endpoint, UserPoolId, ClientId, USERNAME, PASSWORD] = process.argv.slice(2);
const client = new CognitoIdentityProviderClient({ endpoint, region: "us-east-1" });

const signIn = (password) =>
  client.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME, PASSWORD: password },
    }),
  );

const { AuthenticationResult } = await signIn(PASSWORD);
const { AccessToken } = AuthenticationResult;
const own = await client.send(new GetUserCommand({ AccessToken }));
const seen = await client.send(new AdminGetUserCommand({ UserPoolId, Username: USERNAME }));
const refusal = await signIn("Wrong-Horse-1").catch((error) => error);

console.log(
  JSON.stringify({
    username: own.Username,
    status: seen.UserStatus,
    createdIn: seen.UserCreateDate.getFullYear(),
    refusal: { name: refusal.name, message: refusal.message, status: refusal.$metadata.httpStatusCode },
  }),
);
