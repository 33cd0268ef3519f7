import { Readable } from 'node:stream';
import {
  describeToken,
  historyEntry,
  Secret,
  serializeToken,
  timestamp,
} from '../../../../src/main/auth-foundation/index.ts';
import type { StoredCredential } from '../../../../src/main/desktop-platform/vault/credential-record.ts';
import type { ScryptCost } from '../../../../src/main/desktop-platform/vault/backup-crypto.ts';
import type {
  BackupContent,
  BackupRequest,
} from '../../../../src/main/desktop-platform/vault/backup-file.ts';
import { makeToken } from './vault-fixture.ts';

export const passphrase = new Secret('canary-passphrase of a person');
/** The least that a backup may ask for: some milliseconds. */
const cheap: ScryptCost = { N: 2 ** 14, r: 1, p: 1 };
const backedUpAt = timestamp(1_767_225_700_000);

/** A credential with a tag and how its life began. */
export function aCredential(
  name = 'one',
  { token = makeToken(name), addedAt = 1_767_225_600_000 } = {},
): StoredCredential {
  return {
    addedAt,
    token,
    metadata: describeToken(token, [`canary-tag-${name}`]),
    history: [historyEntry('signed_in', timestamp(addedAt))],
  };
}

/** A backup's content: these credentials, the first of them the default. */
export function aContent(
  credentials: readonly StoredCredential[] = [aCredential()],
): BackupContent {
  return { credentials, defaultID: credentials[0]?.token.id ?? null };
}

/** A request for a backup of this content. */
export function aRequest({ credentials, defaultID }: BackupContent = aContent()): BackupRequest {
  return {
    passphrase,
    credentials: Readable.from(credentials),
    defaultID,
    createdAt: backedUpAt,
    cost: cheap,
  };
}

/** A backup's content in a form in which every part can be compared. */
export function comparable({ credentials, defaultID }: BackupContent): unknown {
  return {
    defaultID,
    credentials: credentials.map((credential) => ({
      ...credential,
      token: serializeToken(credential.token),
    })),
  };
}

/**
 * A backup as format 1 was first written, of {@link aCredential} `golden` with the identifier 0123456789abcdef twice: it
 * must open with every later version of the app.
 */
export const backupOfFormat1 = Buffer.from(
  [
    'T0FNQgEAAADBeyJhcHAiOiJPa3RhIEFjY291bnQgTWFuYWdlciIsImNyZWF0ZWRBdCI6MTc2NzIyNTcwMDAwMCwia2RmIjoi',
    'c2NyeXB0IiwiTiI6MTYzODQsInIiOjEsInAiOjEsInNhbHQiOiIzOGp3aHd4cys2NjVscFkyYnRLb2o5TXRlV1RYNXhDMzQz',
    'RDB2eFlyMjJrPSIsImtleUNoZWNrIjoiMDFlZjk4Nzk3ZjdmNmMwOTUxY2UzMGM2M2FhNDNmMTgifW7OaBfqdD/GiW2LiWig',
    '5PlW4gEQzoo4Q9dzUJ7R3cBkAAADire0NiIO5KJh1hK5mshPlTtkcF6ByctPbKqCv5zoDdhebRusJ7p8nm56NFiPvPREEw/0',
    'WilN/09snmZPsT5PoLGl4eqIhLhbWkGBAOKRsD4muio3H/sAqyUXAZVYbune7Apa13GMn2pwQ9SsumShoydxB1PPmpVjeko9',
    '37GK7ohnC9l9jYryAnK8jJprGXRNgSfQ6D1Hna8WwhTE1yBsOAF/wnC3K2JXe4ruefi/QnH4eh0c8zLDnvtXkA/X9Vd0luWU',
    'jLxrTL8E9NW56zOOY/ji+ZL6IzXFvQYieYUbSBj+B57HAMo8w3uZ8ktkAMw4rBS0sGv/2v2WAF/rM750amD0nukXOuJB9EnL',
    'g/5+l+vp064D3J6gOpRU4k7/+umQSRvTIX8eicXflhqNgQk3lZSkkFN/ygh2CabTt0CKp3Jb/ICrA7eIzHgpayNai/Te0BOx',
    '4PVz3KQopPnGK2vtRCckwjbun2iACuY+xdGnMaS/mHwzfTUCrwVZN2e79nkMH7YI1jlBW+r6OjDj6bOHvqtZTeaufbEDETMD',
    '5B9btWqJ6dtwV+5TOvIwPWz2sapKHjsE9eX+Ife+rYL+m1u8nOHYwjV5HzzlgXHLJ1/IrJ7n5kDvqg0ZVPfEWZalrCgXSGdq',
    '7FWeP3CQFJt7FzpR0eINJs7vwdu41Z3ZabwxACdmcv328kJC/zubP/bH5WoyljQTRZci3szFC/jPwPLurQxT4dTqqH6up34w',
    'vAAbAxFrTYiqfTtcb4VA7ZCJ6UuLaWKo3hGXlznIQkc5h98qzj3FtPXqKBUcjqOSIPKXP0lLuXnQWiGIYDkxMvVPDkhdrv+D',
    'WuLLz/uIOn49zvu1ntn/tS5otettwg8COg3mbkHjlnCRkvWXL5KexSVGGMsQnm2ROzD8JBQoeMAYhsRJYO2SUZMFEt6rrm7I',
    'oi+duodGrprzfjrIjzGCs1zbwWh/Z+vFTJo8fiqKnrTsriX5GJZo1+S05dGJpMYP5h074vg1xxQaekFCl+ur4DSVK/KiULLq',
    '4BF1dDcvC2aHwiidft31sM73f1yUUWCKxxSc9H8M4+AapbgXSquo/ZBQIaOyOxtKsVTu6OyCp/j8G8+u8QmFrQb6o3WPsEc/',
    'YuWsLg3pBVWFNof2t4wN5ogGF6Wrbk7RzlNFLTle+lOxJ7lXDhp4GPVkmiRvWbmpD0Z1VBDjtXhekRaVwcmefwAAAEwCaI2l',
    'BTITNtkR02vDjtY0mKwy19dffTc9CqSkweV8kTZoKgRaWLCmZw7hErQejTNcfpN5Fq4C6Ch+NLZ2oq3NXAH4lHbfHwwoP7jn',
  ].join(''),
  'base64',
);
