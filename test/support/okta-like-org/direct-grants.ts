import { compactVerify, decodeJwt, importJWK, type JWK, type JWTPayload } from 'jose';

import { scopesOf } from './authorization-server.ts';
import { issuerFor, issuersOf } from './issuers.ts';
import { oktaErrors, type OAuthError } from './okta-errors.ts';
import {
  deviceGrant,
  jwtBearerGrant,
  tokenExchangeGrant,
  type ResolvedClient,
  type ResolvedPerson,
} from './options.ts';
import { findPerson, isAssigned, type AuthorizationServer } from './org-state.ts';
import type { RequestFacts } from './request-facts.ts';
import { halfHash, mintTokens } from './token-mint.ts';

type Outcome =
  { readonly tokens: Readonly<Record<string, unknown>> } | { readonly error: OAuthError };

/** A grant that the org answers without oidc-provider, after client, grant type and proof have been checked. */
export type DirectGrant = (
  server: AuthorizationServer,
  facts: RequestFacts,
  client: ResolvedClient,
  boundTo: string | undefined,
) => Promise<Outcome>;

const idTokenType = 'urn:ietf:params:oauth:token-type:id_token';
const deviceSecretType = 'urn:x-oath:params:oauth:token-type:device-secret';
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

/** The grants by their `grant_type`. */
export const directGrants: ReadonlyMap<string, DirectGrant> = new Map([
  [deviceGrant, answerDevice],
  [tokenExchangeGrant, exchangeForOtherClient],
  [jwtBearerGrant, answerAssertion],
]);

/**
 * The token request of a device.
 *
 * @see RFC 8628, sections 3.4 and 3.5
 */
async function answerDevice(
  server: AuthorizationServer,
  { parameters, origin }: RequestFacts,
  client: ResolvedClient,
  boundTo: string | undefined,
): Promise<Outcome> {
  const { org, settings } = server;
  const poll = org.devices.poll(parameters.device_code ?? '', {
    authorizationServer: settings.name,
    clientId: client.clientId,
  });
  switch (poll.kind) {
    case 'unknown':
      return { error: oktaErrors.invalidDeviceCode };
    case 'expired':
      return { error: oktaErrors.deviceCodeExpired };
    case 'pending':
      return { error: oktaErrors.authorizationPending };
    case 'slow_down':
      return { error: oktaErrors.slowDown };
    case 'denied':
      return { error: oktaErrors.accessDenied };
    case 'activated': {
      const { answer, scopes } = poll.authorization;
      const person = answer.kind === 'activated' ? findPerson(org, answer.uid) : undefined;
      if (answer.kind !== 'activated' || !person) return { error: oktaErrors.invalidDeviceCode };
      const authTime = Math.floor(answer.signedInAt / 1000);
      return await issue(server, { person, client, scopes, authTime, boundTo, origin });
    }
  }
}

/**
 * Native SSO: another app of the same device gets tokens of its own for a device secret and the ID token that came
 * with it, which may be expired.
 *
 * @see OpenID Connect Native SSO, section 4; Okta "Configure SSO for native apps"
 */
async function exchangeForOtherClient(
  server: AuthorizationServer,
  { parameters, origin }: RequestFacts,
  client: ResolvedClient,
  boundTo: string | undefined,
): Promise<Outcome> {
  const { org, settings } = server;
  const { subject_token: idToken = '', actor_token: deviceSecret = '' } = parameters;
  if (parameters.subject_token_type !== idTokenType) {
    return { error: oktaErrors.invalidSubjectTokenType };
  }
  if (parameters.actor_token_type !== deviceSecretType) {
    return { error: oktaErrors.invalidActorTokenType };
  }
  if (parameters.audience !== settings.audience) {
    return { error: oktaErrors.invalidExchangeAudience };
  }
  const secret = org.ledger.find(deviceSecret);
  if (secret?.kind !== 'device_secret' || secret.authorizationServer !== settings.name) {
    return { error: oktaErrors.invalidActorToken };
  }
  if (!org.ledger.isUsable(secret)) return { error: oktaErrors.subjectSessionEnded };
  const isGenuine = await server.keys.haveSigned(idToken);
  const claims = isGenuine ? decodeJwt(idToken) : {};
  const isOfSession = claims.sub === secret.uid && claims.ds_hash === halfHash(deviceSecret);
  const person = findPerson(org, secret.uid);
  if (!isOfSession || !issuersOf(server).includes(claims.iss ?? '') || !person) {
    return { error: oktaErrors.invalidSubjectToken };
  }
  const scopes = splitScopes(parameters.scope);
  const problem = findProblem(server, client, person, scopes);
  if (problem) return { error: problem };
  const outcome = await issue(server, {
    person,
    client,
    scopes,
    authTime: typeof claims.auth_time === 'number' ? claims.auth_time : undefined,
    boundTo,
    origin,
    deviceSecret,
    refreshTokenSeconds: Math.floor((secret.expiresAt - org.clock()) / 1000),
  });
  return 'error' in outcome
    ? outcome
    : { tokens: { ...outcome.tokens, issued_token_type: accessTokenType } };
}

/**
 * A client vouches for a person by an assertion that one of its registered keys has signed: `iss` is the client,
 * `sub` the person's username or id, `aud` the issuer; `jti` is used once.
 *
 * @see RFC 7523, section 3
 */
async function answerAssertion(
  server: AuthorizationServer,
  { parameters, origin }: RequestFacts,
  client: ResolvedClient,
  boundTo: string | undefined,
): Promise<Outcome> {
  const { org } = server;
  const claims = await readAssertion(client, parameters.assertion ?? '');
  if (!claims) return { error: oktaErrors.invalidAssertion };
  const audiences = [claims.aud ?? []].flat();
  if (!issuersOf(server).some((issuer) => audiences.includes(issuer))) {
    return { error: oktaErrors.assertionAudience };
  }
  if (claims.iss !== client.clientId) return { error: oktaErrors.assertionIssuer };
  if ((claims.exp ?? 0) * 1000 <= org.clock()) return { error: oktaErrors.invalidAssertion };
  const person = org.people.find(({ uid, username }) => [uid, username].includes(claims.sub ?? ''));
  if (!person || claims.jti === undefined) return { error: oktaErrors.invalidAssertion };
  if (org.usedAssertions.has(claims.jti)) return { error: oktaErrors.assertionReplayed };
  org.usedAssertions.add(claims.jti);
  const scopes = splitScopes(parameters.scope);
  const problem = findProblem(server, client, person, scopes);
  if (problem) return { error: problem };
  const authTime = Math.floor(org.clock() / 1000);
  return issue(server, { person, client, scopes, authTime, boundTo, origin });
}

async function readAssertion(
  { assertionKeys }: ResolvedClient,
  assertion: string,
): Promise<JWTPayload | undefined> {
  for (const key of assertionKeys) {
    if (await isSignedBy(key, assertion)) return decodeJwt(assertion);
  }
  return undefined;
}

async function isSignedBy(jwk: JWK, jwt: string): Promise<boolean> {
  try {
    await compactVerify(jwt, await importJWK(jwk, jwk.alg ?? 'RS256'));
    return true;
  } catch {
    // Not a JWT, or signed by another key.
    return false;
  }
}

function findProblem(
  { settings }: AuthorizationServer,
  client: ResolvedClient,
  person: ResolvedPerson,
  scopes: readonly string[],
): OAuthError | undefined {
  if (scopes.length === 0) return oktaErrors.noScopes;
  if (!scopes.every((scope) => scopesOf(settings).includes(scope))) return oktaErrors.unknownScope;
  return isAssigned(client, person) ? undefined : oktaErrors.userNotAssigned;
}

function splitScopes(scope = ''): readonly string[] {
  return scope.split(' ').filter(Boolean);
}

interface Issue {
  readonly person: ResolvedPerson;
  readonly client: ResolvedClient;
  readonly scopes: readonly string[];
  readonly authTime: number | undefined;
  readonly boundTo: string | undefined;
  readonly origin: string;
  readonly deviceSecret?: string;
  /** The authorization server's when absent. */
  readonly refreshTokenSeconds?: number;
}

/** Starts a sign-in of its own for the client, and issues its first tokens. */
async function issue(server: AuthorizationServer, input: Issue): Promise<Outcome> {
  const { org, provider, settings } = server;
  const { person, client, scopes, authTime, boundTo, deviceSecret } = input;
  const { clientId } = client;
  const grant = new provider.Grant({ accountId: person.uid, clientId });
  grant.addOIDCScope(scopes.join(' '));
  const grantId = await grant.save();
  if (deviceSecret !== undefined) org.nativeSessions.join(deviceSecret, grantId);
  const refreshToken =
    scopes.includes('offline_access') && client.grantTypes.includes('refresh_token')
      ? await new provider.RefreshToken({
          client: await provider.Client.find(clientId),
          accountId: person.uid,
          grantId,
          scope: scopes.join(' '),
          amr: ['pwd'],
          authTime,
          rotations: 0,
          expiresIn: input.refreshTokenSeconds ?? settings.refreshTokenSeconds,
        }).save()
      : undefined;
  if (refreshToken !== undefined && boundTo !== undefined) org.ledger.bind(refreshToken, boundTo);
  const minted = await mintTokens(server, {
    issuer: issuerFor(server, client, input.origin).issuer,
    person,
    clientId,
    scopes,
    authTime,
    acr: undefined,
    nonce: undefined,
    grantId,
    boundTo,
    deviceSecret,
  });
  return {
    tokens: { ...minted, ...(refreshToken !== undefined && { refresh_token: refreshToken }) },
  };
}
