import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, decodeJwt, EmbeddedJWK, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { makeProof, ProofKey, timestamp } from '../../../src/main/auth-foundation/index.ts';
import { proofTime, renewProof } from '../../../src/main/auth-foundation/proof.ts';
import { serializeProofKey } from '../../../src/main/auth-foundation/proof-key.ts';
import { printed } from '../../support/builders/printed.ts';

const now = timestamp(Date.UTC(2026, 0, 1));
const request = {
  method: 'POST',
  url: 'https://user:word@api.example.com:8443/orders/1?page=2#top',
  accessToken: 'an access token',
  nonce: 'a nonce',
  now,
};

describe('a proof', () => {
  test.each(['ES256', 'RS256'])(
    'of an %s key says what RFC 9449 wants, signed',
    async (algorithm) => {
      const key = await ProofKey.generate([algorithm]);
      const proof = await makeProof(key, request);
      const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
        currentDate: new Date(now),
      });
      expect(payload).toEqual({
        htm: 'POST',
        htu: 'https://api.example.com:8443/orders/1',
        iat: now / 1000,
        jti: payload.jti,
        ath: createHash('sha256').update('an access token').digest('base64url'),
        nonce: 'a nonce',
      });
      expect(payload.jti).toMatch(/^[\w-]{20,}$/);
      expect(protectedHeader).toMatchObject({ alg: algorithm, typ: 'dpop+jwt' });
      expect(await calculateJwkThumbprint(protectedHeader.jwk ?? { kty: '' })).toBe(
        await key.thumbprint(),
      );
    },
  );

  test('holds no part of the private key', async () => {
    const key = await ProofKey.generate(['RS256']);
    const [header = ''] = (await makeProof(key, request)).split('.');
    const { jwk } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { jwk: object };
    expect(Object.keys(jwk).sort()).toEqual(['e', 'kty', 'n']);
  });

  test('says nothing of a token or a nonce where there is none', async () => {
    const key = await ProofKey.generate();
    const claims = decodeJwt(await makeProof(key, { ...request, accessToken: null, nonce: null }));
    expect(Object.keys(claims).sort()).toEqual(['htm', 'htu', 'iat', 'jti']);
  });

  test('is another one each time, also when it is renewed', async () => {
    const key = await ProofKey.generate();
    const proof = await makeProof(key, request);
    const later = timestamp(now + 60_999);
    const renewed = await renewProof(key, proof, { nonce: null, now: later });
    const { iat, jti, ...same } = decodeJwt(renewed);
    expect(decodeJwt(proof)).toMatchObject(same);
    expect(Object.keys(same).sort()).toEqual(['ath', 'htm', 'htu', 'nonce']);
    expect(iat).toBe(now / 1000 + 60);
    expect(jti).not.toBe(decodeJwt(proof).jti);
    expect(decodeJwt(await renewProof(key, proof, { nonce: 'newer', now })).nonce).toBe('newer');
    expect(proofTime(renewed)).toBe(now + 60_000);
  });
});

describe('a proof key', () => {
  test('is shown by no way of printing it', async () => {
    const key = await ProofKey.generate();
    await makeProof(key, request);
    expect(printed(key)).not.toContain(serializeProofKey(key).d);
  });
});
