// As src/shared/org-profile.ts has them, which the window cannot load: zod's probing breaks its content security policy.

/** The most characters, items or seconds that a field of an org profile takes. */
export const orgLimits = {
  address: 2000,
  name: 80,
  issuer: 400,
  clientId: 200,
  scopes: 64,
  ports: 10,
  leastPort: 1024,
  mostPort: 65_535,
  acrValues: 16,
  /** Seconds: a year. */
  maxAge: 31_536_000,
  uiLocales: 16,
  parameters: 32,
  parameterName: 100,
  parameterValue: 1000,
  exchangeAudience: 400,
  proxyUrl: 400,
} as const;

/** What the app itself sets in an authorization request, or has a field of its own for. */
export const protectedParameters: ReadonlySet<string> = new Set([
  'response_type',
  'response_mode',
  'client_id',
  'client_secret',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'request',
  'request_uri',
  'dpop_jkt',
  'acr_values',
  'max_age',
  'ui_locales',
  'prompt',
  'login_hint',
]);
