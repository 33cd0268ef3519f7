import { isAbsolute } from 'node:path';
import type { OrgInput, OrgNetwork } from '../../shared/index.ts';
import { Failure, isLoopbackHttp, redactSecrets } from '../auth-foundation/index.ts';
import { protectedParameters } from '../oauth2-flows/index.ts';

/**
 * Tells what is wrong with an org profile beyond the form of its fields: what the org, or this app, could not work with.
 *
 * @returns one sentence for each, and none when all is well; values of parameters are never repeated
 */
export function profileProblems(profile: OrgInput): readonly string[] {
  return [
    issuerProblem(profile.issuer),
    hasControlCharacter(profile.name) ? 'The name has a character that cannot be shown.' : null,
    isVisible(profile.clientId) ? null : 'The client ID has a character that no client ID has.',
    ...profile.scopes.map(scopeProblem),
    repetition('scope', profile.scopes),
    ...profile.acrValues.map(acrProblem),
    ...idTokenProblems(profile),
    ...profile.uiLocales.map(localeProblem),
    portsProblem(profile.redirectPorts),
    ...profile.parameters.map(parameterProblem),
    repetition(
      'parameter',
      profile.parameters.map(({ name }) => name),
    ),
    ...networkProblems(profile.network),
  ].filter((problem) => problem !== null);
}

/** Throws what is wrong, if anything is. @throws Failure `invalid_input` */
export function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new Failure('invalid_input', { detail: problems.join(' ') });
}

/** Tells what is wrong with an issuer (OpenID Connect Discovery 1.0, section 3), or null. */
export function issuerProblem(issuer: string): string | null {
  const url = /^https?:\/\//.test(issuer) && URL.canParse(issuer) ? new URL(issuer) : null;
  if (url === null) return 'The issuer is not a web address that begins with https://.';
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    return 'An issuer has no query, fragment, user name or password.';
  }
  const isPlain = url.protocol === 'http:' && !isLoopbackHttp(url.href);
  return isPlain ? 'An issuer of plain http can be on this very computer only.' : null;
}

/** A token of RFC 6749, section 3.3. */
function scopeProblem(scope: string): string | null {
  if (/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)) return null;
  return /\s/.test(scope)
    ? 'A scope has a space in it: enter each one by itself.'
    : 'A scope has a character that no scope has (RFC 6749, section 3.3).';
}

function acrProblem(value: string): string | null {
  return /^\S+$/.test(value) && isVisible(value)
    ? null
    : 'An ACR value has a space, or a character that cannot be sent.';
}

/** Only an ID token tells how, and when, the person signed in (OpenID Connect Core 1.0, section 2). */
function idTokenProblems({ scopes, acrValues, maxAge }: OrgInput): readonly string[] {
  if (scopes.includes('openid')) return [];
  return [
    ...(acrValues.length > 0 ? ['ACR values need the scope openid.'] : []),
    ...(maxAge === null ? [] : ['A longest time since the sign-in needs the scope openid.']),
  ].map((problem) => `${problem} Without it nothing tells how the person signed in.`);
}

/** A language tag of RFC 5646, as far as its form goes. */
function localeProblem(tag: string): string | null {
  const isTag = /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*$/i.test(tag);
  return isTag ? null : 'A language is not a tag such as en or pt-BR.';
}

function portsProblem(ports: OrgInput['redirectPorts']): string | null {
  return ports.kind === 'registered' ? repetition('port', ports.ports) : null;
}

/** What a profile, or the person who signs in, has a place of its own for. */
const chosenElsewhere = ['acr_values', 'max_age', 'ui_locales', 'prompt', 'login_hint'];

/** Names of what should be kept by nobody but the vault. */
const secretName = /secret|password|passphrase|token|assertion|credential|api_?key/i;

/**
 * Profiles rest unsealed and are passed on as files, so no secret may be in one. Names have the characters of RFC 6749,
 * section 8.2.
 */
function parameterProblem({ name, value }: OrgInput['parameters'][number]): string | null {
  if (!/^[\w.-]+$/.test(name)) return 'A parameter’s name has a character that no parameter has.';
  if ([...protectedParameters, ...chosenElsewhere].includes(name.toLowerCase())) {
    return `The parameter ${name} is set by the app itself, and cannot be among the further ones.`;
  }
  if (looksSecret({ name, value })) {
    return `The parameter ${name} looks like a secret, and a profile is no place for one.`;
  }
  return hasControlCharacter(value)
    ? `The parameter ${name} has a character that cannot be sent.`
    : null;
}

/** Tells whether a parameter's name or value is like that of a secret. */
export function looksSecret({ name, value }: OrgInput['parameters'][number]): boolean {
  return secretName.test(name) || redactSecrets(value).includes('[redacted]');
}

/** Tells what is wrong with how an org is to be reached; the files that are named are not looked at. */
export function networkProblems({ proxy, caFile }: OrgNetwork): readonly string[] {
  return [
    proxy.kind === 'server' ? proxyProblem(proxy.url) : null,
    caFile === null ? null : caPathProblem(caFile),
  ].filter((problem) => problem !== null);
}

function proxyProblem(url: string): string | null {
  const [, host] = /^(?:https?|socks5):\/\/([^\s/?#,;=]+)\/?$/i.exec(url) ?? [];
  if (host === undefined) {
    return 'The proxy is not an address such as http://proxy.example:8080; https:// and socks5:// work as well.';
  }
  if (host.includes('@'))
    return 'The proxy’s address has a user name or password: enter it without.';
  const hasPort = /:\d{1,5}$/.test(host) && URL.canParse(`http://${host}`);
  return hasPort
    ? null
    : 'The proxy’s address needs a host and a port, as in http://proxy.example:8080.';
}

/** A share would be told the person's account name by Windows before anything is read. */
function caPathProblem(path: string): string | null {
  const isShare = /^[\\/]{2}/.test(path);
  return isAbsolute(path) && !isShare
    ? null
    : 'The file with certification authorities is not a full path on this computer.';
}

function repetition(what: string, values: readonly (string | number)[]): string | null {
  const repeated = values.find((value, index) => values.indexOf(value) !== index);
  return repeated === undefined ? null : `The ${what} ${repeated} is there twice.`;
}

/** VSCHAR of RFC 6749, appendix A. */
function isVisible(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}

function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
