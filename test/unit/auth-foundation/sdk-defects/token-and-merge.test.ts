import { expect, test } from 'vitest';
import {
  issuer,
  newCredentialId,
  parseToken,
  serializeToken,
  timestamp,
  Token,
} from '../../../../src/main/auth-foundation/index.ts';
import { aCoordinator } from '../../../support/builders/coordinator.ts';
import {
  anIdToken,
  aToken,
  aTokenResponse,
  builtAt,
  exampleContext,
} from '../../../support/builders/tokens.ts';
import { FakeClock } from '../../../support/fakes/fake-clock.ts';
import { refreshAnswer } from '../../../support/fakes/fake-oauth2-client.ts';

/** A credential whose first answer had everything, refreshed a minute later with an answer of these fields. */
async function refreshedWith(fields: Readonly<Record<string, unknown>>) {
  const made = aCoordinator();
  const { client, clock, coordinator } = made;
  const first = aToken({ device_secret: 'canary-device', org_extension: { tenant: 'one' } });
  const credential = await coordinator.store(first);
  clock.advance(60_000);
  client.onRefresh = () => Promise.resolve(refreshAnswer(aTokenResponse(fields), clock.now()));
  await credential.refresh();
  const restarted = await made.restart().coordinator.with(credential.id);
  if (restarted === null) throw new Error('The credential is gone.');
  return { ...made, credential, first, restarted };
}

test('1.1: an identifier has 128 bits and one width, not at most 48 bits and nine characters or more', () => {
  const ids = Array.from({ length: 1000 }, () => newCredentialId());
  expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

test('1.1: a token without expires_in has an unknown lifetime: it is no error, and no NaN', () => {
  const token = aToken({ expires_in: undefined });
  expect(token).toMatchObject({ expiresIn: null, expiresAt: null });
  expect(token.isExpired(timestamp(Number.MAX_SAFE_INTEGER))).toBe(false);
});

test('1.1: a new token is as old as its answer, neither a whole lifetime old nor as old as its ID token', () => {
  const token = aToken({ id_token: anIdToken({ sub: '00uAda', iat: 1 }) });
  expect(token.issuedAt).toBe(builtAt);
  expect(token.isExpired(builtAt)).toBe(false);
});

test('1.1: a token without an ID token can be used, stored and refreshed', async () => {
  const { client, coordinator } = aCoordinator();
  client.onRefresh = () =>
    Promise.resolve(refreshAnswer(aTokenResponse({ id_token: undefined }), builtAt));
  const credential = await coordinator.store(aToken({ id_token: undefined }));
  await credential.refresh();
  expect(credential).toMatchObject({ isExpired: false, metadata: { claims: null } });
});

test('1.1: an ID token that is no JWT does not cost the tokens beside it', () => {
  const token = aToken({ id_token: 'canary-not-a-jwt' });
  expect(token.claims).toBeNull();
  expect(token.refreshToken).toBeDefined();
});

test('1.1: device secret, issued token type and unknown fields of an answer are kept', () => {
  const extras = {
    device_secret: 'canary-device',
    issued_token_type: 'urn:example',
    org_extension: { tenant: 'one' },
  };
  const stored: unknown = JSON.parse(JSON.stringify(serializeToken(aToken(extras))));
  expect(serializeToken(parseToken(stored)).response).toMatchObject(extras);
});

test('1.2: a token is expired from its expiry on, and not the other way round', () => {
  const token = aToken({ expires_in: 60 });
  expect(token.isExpired(timestamp(builtAt + 59_999))).toBe(false);
  expect(token.isExpired(timestamp(builtAt + 60_000))).toBe(true);
});

test('1.2: issue and expiry are read from one clock, whatever the machine’s says', async () => {
  const clock = new FakeClock(Date.UTC(2000, 0, 1));
  const { client, coordinator } = aCoordinator({ clock });
  const token = Token.fromResponse(aTokenResponse(), exampleContext, clock.now());
  const credential = await coordinator.store(token);
  await credential.refreshIfNeeded();
  expect(client.refreshed).toEqual([]);
  clock.advance(3_600_000);
  expect(credential.isExpired).toBe(true);
  await credential.refreshIfNeeded();
  expect(client.refreshed).toEqual([token]);
});

test('1.3: tokens of another issuer, client or type are not equal, though all their texts are', () => {
  const response = aTokenResponse();
  const of = (context: Partial<typeof exampleContext>, type = 'Bearer'): Token =>
    Token.fromResponse(
      { ...response, token_type: type },
      { ...exampleContext, ...context },
      builtAt,
    );
  expect(of({}).equals(of({}))).toBe(true);
  expect(of({}).equals(of({ issuer: issuer('https://other.example') }))).toBe(false);
  expect(of({}).equals(of({ clientId: 'other' }))).toBe(false);
  expect(of({}).equals(of({}, 'DPoP'))).toBe(false);
});

test('1.4: a refresh answer without a new refresh token keeps the old one, also after a restart', async () => {
  const { credential, first, restarted } = await refreshedWith({ refresh_token: undefined });
  expect(credential.token.refreshToken).toBe(first.refreshToken);
  expect(restarted.token.refreshToken).toBe(first.refreshToken);
});

test('1.4: a refresh answer without an ID token keeps the old one and its claims, also after a restart', async () => {
  const { credential, first, restarted } = await refreshedWith({ id_token: undefined });
  expect(credential.token.idToken).toBe(first.idToken);
  expect(restarted.token.idToken).toBe(first.idToken);
  expect(restarted.metadata.claims).toMatchObject({ sub: '00uAda' });
});

test('1.4: a refresh answer without a scope is no down-scoping: the refresh succeeds, the scopes stay', async () => {
  const { credential, first, restarted } = await refreshedWith({ scope: undefined });
  expect(credential.token.scopes).toEqual(first.scopes);
  expect(restarted.token.equals(credential.token)).toBe(true);
  expect(restarted.metadata.scopes).toEqual(first.scopes);
});

test('1.4: a refresh answer without a device secret keeps the old one, also after a restart', async () => {
  const { credential, restarted } = await refreshedWith({});
  expect(credential.token.deviceSecret).toBe('canary-device');
  expect(restarted.token.deviceSecret).toBe('canary-device');
});

test('1.4: a refresh answer keeps the fields that nobody knows, also after a restart', async () => {
  const { restarted } = await refreshedWith({});
  expect(serializeToken(restarted.token).response.org_extension).toEqual({ tenant: 'one' });
});

test('1.4: where the org does not rotate, a refreshed token is not born in 1970: the next call asks nobody', async () => {
  const { client, clock, credential } = await refreshedWith({ refresh_token: undefined });
  expect(credential.token.issuedAt).toBe(clock.now());
  await credential.refreshIfNeeded();
  expect(client.refreshed).toHaveLength(1);
});

test('1.4: a token is valid right after its refresh, for the whole of its lifetime', async () => {
  const { credential, restarted } = await refreshedWith({ expires_in: 600 });
  expect(credential.isExpired).toBe(false);
  expect(credential.expiresIn).toBe(600);
  expect(restarted.isExpired).toBe(false);
});

test('1.4: the claims that one finds by follow a refresh', async () => {
  const { coordinator, credential } = await refreshedWith({
    id_token: anIdToken({ sub: '00uAda', name: 'Ada King' }),
  });
  expect(await coordinator.find({ claims: { name: 'Ada King' } })).toEqual([credential]);
  expect(await coordinator.find({ claims: { name: 'Ada Lovelace' } })).toEqual([]);
});
