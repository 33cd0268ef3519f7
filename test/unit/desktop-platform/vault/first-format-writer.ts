import { createCipheriv, randomBytes, type KeyObject } from 'node:crypto';
import { serializeToken, type Token } from '../../../../src/main/auth-foundation/index.ts';

/** Writes what the first version of this app wrote, byte for byte. */
export function sealFirstFormat(
  key: KeyObject,
  kind: 'credential' | 'default',
  id: string,
  content: string,
): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(['OAMV', '1', kind, id].join('\0')));
  const ciphertext = Buffer.concat([cipher.update(content, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from('OAMV\x01', 'latin1'), iv, ciphertext, cipher.getAuthTag()]);
}

/** The content of a credential's record as the first version wrote it. */
export function firstFormatContent(
  token: Token,
  addedAt: number,
  metadata: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    addedAt,
    token: serializeToken(token),
    metadata: {
      id: token.id,
      tags: ['kept'],
      claims: token.claims,
      issuer: token.context.issuer,
      clientId: token.context.clientId,
      scopes: token.scopes,
      signInNeeded: null,
      ...metadata,
    },
  });
}
