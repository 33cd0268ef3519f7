import { randomBytes } from 'node:crypto';

/** A locally generated identifier of one stored credential: 128 random bits as 32 hexadecimal digits. */
export type CredentialId = string & { readonly __brand: 'CredentialId' };

/** The issuer identifier of an authorization server (OpenID Connect Discovery 1.0, section 3), kept byte for byte. */
export type Issuer = string & { readonly __brand: 'Issuer' };

/** A length of time in seconds, as OAuth counts it. */
export type Seconds = number & { readonly __brand: 'Seconds' };

/** A point in time in milliseconds since the Unix epoch, as JavaScript counts it. */
export type Timestamp = number & { readonly __brand: 'Timestamp' };

const credentialIdPattern = /^[0-9a-f]{32}$/;

/** Makes a new credential identifier. */
export function newCredentialId(): CredentialId {
  return randomBytes(16).toString('hex') as CredentialId;
}

/** Tells whether a text has the form of a credential identifier; nothing else may become a file name. */
export function isCredentialId(text: unknown): text is CredentialId {
  return typeof text === 'string' && credentialIdPattern.test(text);
}

/** Brands an issuer that was already checked. */
export function issuer(url: string): Issuer {
  return url as Issuer;
}

/** The host of an issuer, with its port: all authorization servers of an org share it. */
export function hostOf(of: Issuer): string {
  // What is no address fails at discovery, in words.
  return URL.parse(of)?.host ?? of;
}

/** Brands a number of seconds. */
export function seconds(count: number): Seconds {
  return count as Seconds;
}

/** Brands a number of milliseconds since the epoch. */
export function timestamp(milliseconds: number): Timestamp {
  return milliseconds as Timestamp;
}
