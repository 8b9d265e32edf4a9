// A server-side app that signs people in with Auth.js and its Cognito provider.
// node auth_js_app.js PORT ISSUER CLIENT_ID CLIENT_SECRET

import { createServer } from "node:http";
import { Auth } from "@auth/core";
import Cognito from "@auth/core/providers/cognito";

const [port, issuer, clientId, clientSecret] = process.argv.slice(2);
const home = `http://localhost:${port}`;

const config = {
  basePath: "/auth",
  secret: "of this test alone",
  trustHost: true,
  providers: [Cognito({ issuer, clientId, clientSecret })],
  callbacks: {
    jwt: ({ token, account }) => (account ? { ...token, scope: account.scope, hasIdToken: !!account.id_token } : token),
    session: ({ session, token }) => ({ ...session, sub: token.sub, scope: token.scope, hasIdToken: token.hasIdToken }),
  },
  logger: { error: (error) => console.error(error, error.cause) },
};

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const answer = await Auth(
    new Request(new URL(request.url, home), {
      method: request.method,
      headers: request.headers,
      body: request.method === "POST" ? Buffer.concat(chunks) : undefined,
    }),
    config,
  );
  const headers = Object.fromEntries(answer.headers);
  headers["set-cookie"] = answer.headers.getSetCookie();
  response.writeHead(answer.status, headers).end(Buffer.from(await answer.arrayBuffer()));
}).listen(Number(port), () => console.log("listening"));
