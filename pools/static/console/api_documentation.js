// The OpenAPI document with Swagger UI, which asks with the session of the console.
const place = document.getElementById("api");

SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  defaultModelExpandDepth: 2,
  validatorUrl: null,
  filter: true,
  plugins: [
    // Nothing to choose from here: requests go to the console's own address
    () => ({ wrapComponents: { ServersContainer: () => () => null, authorizeBtn: () => () => null, authorizeOperationBtn: () => () => null } }),
  ],
  showMutatedRequest: false, // what is shown is for scripts, without the token against forged requests
  requestInterceptor: (request) => {
    const address = new URL(request.url, location.href);
    address.pathname = address.pathname.replace(/^\/api\/v1\//, "/admin/api/v1/");
    request.url = address.href;
    request.headers["X-CSRFToken"] = place.dataset.csrfToken;
    return request;
  },
});
