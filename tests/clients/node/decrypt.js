// Reads messages of the AWS Encryption SDK with a raw AES key: {"key", "name", "namespace", "messages"} on standard input
import { RawAesKeyringNode, RawAesWrappingSuiteIdentifier, buildClient, CommitmentPolicy } from "@aws-crypto/client-node";
import fs from "node:fs";

const given = JSON.parse(fs.readFileSync(0, "utf-8"));
const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);
const keyring = new RawAesKeyringNode({
  keyName: given.name,
  keyNamespace: given.namespace,
  unencryptedMasterKey: Uint8Array.from(Buffer.from(given.key, "base64")),
  wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
});
const read = [];
for (const message of given.messages) {
  const { plaintext, messageHeader } = await decrypt(keyring, Buffer.from(message, "base64"));
  read.push({ plain: plaintext.toString("utf-8"), context: messageHeader.encryptionContext });
}
console.log(JSON.stringify(read));
