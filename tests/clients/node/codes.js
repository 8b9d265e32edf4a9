// The codes that a person types: from a message, and from an authenticator app.

import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code in the newest message to this address; `service` knows the inbox. */
export const codeSentTo = async (service, address) => {
  const answer = await fetch(service + encodeURIComponent(address));
  if (!answer.ok) throw new Error(await answer.text());
  return answer.text();
};

/** What an app with this secret shows (RFC 6238). A step is answered once: who just set it up is a step ahead. */
export const shownByApp = (secret, stepsAhead = 0) => {
  const bits = [...secret].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + stepsAhead));
  const digest = createHmac("sha1", key).update(step).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
};
