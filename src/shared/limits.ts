/** The most tags one account carries, and the most characters one tag has. Free of zod, for the window's sake. */
export const tagLimits = { count: 32, length: 64 } as const;

/** The fewest and the most characters of a backup's passphrase. Free of zod, for the window's sake. */
export const passphraseLimits = { shortest: 12, longest: 1024 } as const;

/** What a sign-in can ask the login page for (OpenID Connect Core 1.0, section 3.1.2.1, and Okta's own). */
export const signInPrompts = [
  'automatic',
  'login',
  'consent',
  'login consent',
  'select_account',
  'enroll_authenticator',
] as const;
export type SignInPrompt = (typeof signInPrompts)[number];

/** The methods of a request that can be copied. */
export const requestMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type RequestMethod = (typeof requestMethods)[number];
