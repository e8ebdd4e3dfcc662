// Every call needs a caiso-request-id; a fresh one is put in where the form left it empty.
SwaggerUIBundle({
  urls: DOCUMENTS,
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
  requestInterceptor: (request) => {
    if (request.url.includes("/crr/") && !request.headers["caiso-request-id"]) {
      request.headers["caiso-request-id"] = crypto.randomUUID();
    }
    return request;
  },
});
