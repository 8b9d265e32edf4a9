// Verifies tokens as an API does with aws-jwt-verify, against the keys that the issuer serves.
// node verify.js ISSUER CLIENT_ID ID_TOKEN ACCESS_TOKEN

import { JwtRsaVerifier } from "aws-jwt-verify";
import { validateCognitoJwtFields } from "aws-jwt-verify/cognito-verifier";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";

const [issuer, clientId, idToken, accessToken] = process.argv.slice(2);

// Its own fetcher insists on https, which a server on loopback does not have
const fetcher = { fetch: async (uri) => (await fetch(uri)).arrayBuffer() };

const verify = async (token, tokenUse) => {
  const verifier = JwtRsaVerifier.create(
    {
      issuer,
      audience: null, // an access token has none; validateCognitoJwtFields looks at client_id and aud
      jwksUri: `${issuer}/.well-known/jwks.json`,
      customJwtCheck: ({ payload }) => validateCognitoJwtFields(payload, { tokenUse, clientId }),
    },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
  try {
    return await verifier.verify(token);
  } catch (error) {
    return { error: error.constructor.name, message: error.message };
  }
};

console.log(JSON.stringify({ id: await verify(idToken, "id"), access: await verify(accessToken, "access") }));
