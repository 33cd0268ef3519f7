import { randomBytes } from 'node:crypto';
import {
  describeToken,
  issuer,
  systemClock,
  Token,
  type TokenMetadata,
} from '../../src/main/auth-foundation/index.ts';

const context = {
  issuer: issuer('https://example.okta.com/oauth2/default'),
  clientId: '0oaBenchmark0000000',
};
/** Bytes of an access token and of an ID token, as Okta issues them with a few custom claims. */
const jwtSize = 1500;

/** A token of realistic size: access and ID token of 1.5 kB each, refresh token, claims. */
export function aRealisticToken(index: number, id?: Token['id']): Token {
  const claims = {
    ver: 1,
    iss: context.issuer,
    aud: context.clientId,
    sub: subjectOf(index),
    name: `Person ${index}`,
    email: `person.${index}@example.com`,
    preferred_username: `person.${index}@example.com`,
    groups: ['Everyone', `Team ${index % 50}`],
  };
  const response = {
    access_token: aJwt({ ...claims, scp: ['openid', 'profile'] }),
    token_type: 'Bearer',
    expires_in: 3600,
    refresh_token: randomBytes(32).toString('base64url'),
    id_token: aJwt(claims),
    scope: 'openid profile email offline_access',
  };
  return Token.fromResponse(response, context, systemClock.now(), id);
}

/** What is stored beside it. */
export function itsMetadata(token: Token, index: number): TokenMetadata {
  return describeToken(token, [tagOf(index), 'benchmark']);
}

export function subjectOf(index: number): string {
  return `00u${String(index).padStart(17, '0')}`;
}

export function tagOf(index: number): string {
  return `team:${index % 100}`;
}

/** A JWT with these claims, filled up to its size; the signature is random. */
function aJwt(claims: object): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const begin = `${encode({ alg: 'RS256', kid: 'benchmark' })}.`;
  const signature = `.${randomBytes(256).toString('base64url')}`;
  const empty = encode({ ...claims, padding: '' }).length + begin.length + signature.length;
  const padding = 'p'.repeat(Math.max(0, Math.floor(((jwtSize - empty) * 3) / 4)));
  return `${begin}${encode({ ...claims, padding })}${signature}`;
}
