// Lambda functions as the developer guide has them, behind Lambda's Invoke: node functions.js <port>
import http from "node:http";
import { KmsKeyringNode, buildClient, CommitmentPolicy, getClient, KMS } from "@aws-crypto/client-node";

const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);
const sent = [];

async function readCode(event) {
  const clientProvider = getClient(KMS, { endpoint: process.env.KMS_ENDPOINT });
  const generatorKeyId = process.env.KEY_ALIAS;
  const keyIds = [process.env.KEY_ARN];
  const keyring = new KmsKeyringNode({ generatorKeyId, keyIds, clientProvider });
  const { plaintext } = await decrypt(keyring, Buffer.from(event.request.code, "base64"));
  return Buffer.from(plaintext).toString("utf-8");
}

const handlers = {
  "pre-sign-up": async (event) => {
    if (event.userName.length < 5) {
      throw new Error("Cannot register users with username less than the minimum length of 5");
    }
    event.response.autoConfirmUser = true;
    event.response.autoVerifyEmail = "email" in event.request.userAttributes;
    return event;
  },
  "pre-token-generation": async (event) => {
    event.response = {
      claimsOverrideDetails: {
        claimsToAddOrOverride: { attribute_key2: "attribute_value2", attribute_key: "attribute_value" },
        claimsToSuppress: ["email"],
      },
    };
    return event;
  },
  "custom-email-sender": async (event) => {
    sent.push({ source: event.triggerSource, code: await readCode(event), to: event.request.userAttributes.email });
  },
};

const server = http.createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  if (request.method === "GET") return response.end(JSON.stringify(sent));
  const name = decodeURIComponent(request.url.split("/")[3]);
  try {
    const answer = await handlers[name](JSON.parse(Buffer.concat(chunks)));
    response.end(JSON.stringify(answer ?? null));
  } catch (error) {
    response.setHeader("X-Amz-Function-Error", "Unhandled");
    response.end(JSON.stringify({ errorType: error.name, errorMessage: error.message }));
  }
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("listening"));
