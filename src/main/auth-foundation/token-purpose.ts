import type { CallPurpose } from './oauth-failure.ts';

const tokenPurposes = [
  'code_exchange',
  'device_token',
  'token_exchange',
  'jwt_bearer',
  'refresh',
] as const satisfies readonly CallPurpose[];

/** The calls whose answer brings tokens. */
export type TokenPurpose = (typeof tokenPurposes)[number];

/** Tells whether a call's answer brings tokens. */
export function bringsTokens(purpose: CallPurpose): purpose is TokenPurpose {
  return tokenPurposes.some((each) => each === purpose);
}
