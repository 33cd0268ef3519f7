import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as openid from 'openid-client';
import { expect, test } from 'vitest';

import { signInWithoutBrowser } from '../../support/okta-like-org/browser-less-login.ts';
import { demoClient, type ClientOptions } from '../../support/okta-like-org/index.ts';
import { ada, createApp, oauthError, refreshTokenOf, startOrg } from './relying-app.ts';

const boundClient: ClientOptions = { ...demoClient, dpop: 'required' };

async function startBound(client = boundClient) {
  const org = await startOrg({ clients: [client] });
  const app = await createApp(org);
  const handle = async (algorithm = 'ES256') =>
    openid.getDPoPHandle(app.configuration, await openid.randomDPoPKeyPair(algorithm));
  const signIn = async (DPoP: openid.DPoPHandle) => {
    const { url, verifier, state, nonce } = await app.begin();
    const redirect = await signInWithoutBrowser({ authorizationUrl: url, ...ada });
    return openid.authorizationCodeGrant(
      app.configuration,
      redirect,
      { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce },
      undefined,
      { DPoP },
    );
  };
  return { org, app, handle, signIn };
}

test.each(['ES256', 'RS256'])(
  'binds tokens to a key of %s, after asking for a nonce',
  async (algorithm) => {
    const { org, app, handle, signIn } = await startBound();
    const key = await handle(algorithm);
    const tokens = await signIn(key);
    expect(org.control.countRequests({ endpoint: 'token' })).toBe(2);
    expect(tokens.token_type).toBe('dpop');
    const jkt = await key.calculateThumbprint();
    expect(await app.introspect(tokens.access_token)).toMatchObject({
      active: true,
      token_type: 'DPoP',
      cnf: { jkt },
    });
    expect(app.configuration.serverMetadata().dpop_signing_alg_values_supported).toContain(
      algorithm,
    );
  },
);

test('refreshes with the same key alone', async () => {
  const { app, handle, signIn } = await startBound();
  const key = await handle();
  const refreshToken = refreshTokenOf(await signIn(key));
  const refreshed = await openid.refreshTokenGrant(app.configuration, refreshToken, undefined, {
    DPoP: key,
  });
  expect(refreshed.token_type).toBe('dpop');
  await expect(app.refresh(refreshTokenOf(refreshed))).rejects.toEqual(
    oauthError(400, 'invalid_dpop_proof', 'The DPoP proof JWT header is missing.'),
  );
  const other = await handle();
  await expect(
    openid.refreshTokenGrant(app.configuration, refreshTokenOf(refreshed), undefined, {
      DPoP: other,
    }),
  ).rejects.toEqual(
    oauthError(400, 'invalid_dpop_proof', 'Invalid DPoP Public Key binding in refresh token'),
  );
});

test('keeps a nonce, and asks again when it is renewed', async () => {
  const { org, app, handle, signIn } = await startBound();
  const key = await handle();
  let refreshToken = refreshTokenOf(await signIn(key));
  const refresh = async () => {
    const before = org.control.countRequests({ endpoint: 'token' });
    const tokens = await openid.refreshTokenGrant(app.configuration, refreshToken, undefined, {
      DPoP: key,
    });
    refreshToken = refreshTokenOf(tokens);
    return org.control.countRequests({ endpoint: 'token' }) - before;
  };
  expect(await refresh()).toBe(1);
  org.control.renewDpopNonce();
  expect(await refresh()).toBe(2);
});

test('answers userinfo to a proof for the access token, and to nothing less', async () => {
  const { org, app, handle, signIn } = await startBound();
  const key = await handle();
  const { access_token: accessToken } = await signIn(key);
  const info = await openid.fetchUserInfo(app.configuration, accessToken, openid.skipSubjectCheck, {
    DPoP: key,
  });
  expect(info.name).toBe('Ada Lovelace');
  const ask = async (authorization: string) => {
    const answer = await fetch(`${org.issuerOf('default')}/v1/userinfo`, {
      headers: { authorization },
    });
    return [answer.status, answer.headers.get('www-authenticate')];
  };
  expect(await ask(`Bearer ${accessToken}`)).toEqual([
    400,
    'DPoP error="invalid_request", error_description="The resource request must use the DPoP ' +
      'authentication scheme when using a DPoP bound token."',
  ]);
  expect(await ask(`DPoP ${accessToken}`)).toEqual([
    400,
    'DPoP error="invalid_request", error_description="The resource request requires a DPoP proof."',
  ]);
  const other = await handle();
  await expect(
    openid.fetchUserInfo(app.configuration, accessToken, openid.skipSubjectCheck, { DPoP: other }),
  ).rejects.toMatchObject({ status: 400 });
});

test.each([
  ['is too old', { iat: -301 }, 'The DPoP proof JWT is issued more than five minutes in the past.'],
  ['comes from the future', { iat: 60 }, 'The DPoP proof JWT is issued in the future.'],
  ['is for another method', { htm: 'GET' }, "'htm' claim in the DPoP proof JWT is invalid."],
  [
    'is for another address',
    { htu: 'http://127.0.0.1/x' },
    "'htu' claim in the DPoP proof JWT is invalid.",
  ],
  ['has no nonce', {}, 'Authorization server requires nonce in DPoP proof.'],
])(
  'refuses a proof that %s',
  async (_what, changes: Record<string, string | number>, description) => {
    const { org } = await startBound();
    const url = `${org.issuerOf('default')}/v1/token`;
    const proof = await makeProof({ htm: 'POST', htu: url, ...changes });
    const answer = await sendProof(url, proof);
    expect(await answer.json()).toMatchObject({ error_description: description });
  },
);

test('refuses a proof that was used before', async () => {
  const { org } = await startBound();
  const url = `${org.issuerOf('default')}/v1/token`;
  const first = await sendProof(url, await makeProof({ htm: 'POST', htu: url }));
  const nonce = first.headers.get('dpop-nonce') ?? '';
  const proof = await makeProof({ htm: 'POST', htu: url, nonce });
  expect(await (await sendProof(url, proof)).json()).toMatchObject({ error: 'invalid_grant' });
  expect(await (await sendProof(url, proof)).json()).toMatchObject({
    error: 'invalid_dpop_proof',
    error_description: 'The DPoP proof JWT has already been used.',
  });
});

test('refuses a client without proof where one is required, and binds nothing where it is off', async () => {
  const required = await startBound();
  await expect(required.app.signIn()).rejects.toEqual(
    oauthError(400, 'invalid_dpop_proof', 'The DPoP proof JWT header is missing.'),
  );
  const off = await startBound({ ...demoClient, dpop: 'off' });
  expect((await off.app.signIn()).token_type).toBe('bearer');
  expect(off.app.configuration.serverMetadata().dpop_signing_alg_values_supported).toBeUndefined();
  const allowed = await startBound({ ...demoClient, dpop: 'allowed' });
  expect((await allowed.app.signIn()).token_type).toBe('bearer');
  expect((await allowed.signIn(await allowed.handle())).token_type).toBe('dpop');
});

/** A proof by a fresh key; `iat` is relative to now. */
async function makeProof(claims: Readonly<Record<string, string | number>>): Promise<string> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const iat = Math.floor(Date.now() / 1000) + Number(claims.iat ?? 0);
  return new SignJWT({ jti: crypto.randomUUID(), ...claims, iat })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: await exportJWK(publicKey) })
    .sign(privateKey);
}

function sendProof(url: string, dpop: string): Promise<Response> {
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: 'x',
    client_id: boundClient.clientId,
  });
  return fetch(url, { method: 'POST', headers: { dpop }, body });
}
