import { expect, test } from 'vitest';
import {
  authorityFileReader,
  readAuthorityFile,
} from '../../../../src/main/desktop-platform/trust/authority-file.ts';
import { exampleCertificate } from '../../../support/builders/certificate.ts';
import { failureOf } from '../../../support/builders/coordinator.ts';

const broken = exampleCertificate.replace('MIIB', 'AAAA');

function aDisk(text: string, size = text.length) {
  return {
    stat: () => Promise.resolve({ size, modifiedAt: 0 }),
    readFile: () => Promise.resolve(Buffer.from(text)),
  };
}

test('every certificate is read, whatever stands between them', async () => {
  const text = `# Acme é\r\n${exampleCertificate}\nsubject=CN\n${exampleCertificate}`;
  const found = await readAuthorityFile('/ca.pem', aDisk(text));
  expect(found).toEqual([exampleCertificate.trim(), exampleCertificate.trim()]);
});

test.each([
  ['no PEM', 'canary', undefined, 'no certificate in PEM form'],
  [
    'a key',
    '-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----',
    undefined,
    'PEM form',
  ],
  ['a broken certificate', `${exampleCertificate}${broken}`, undefined, 'damaged'],
  ['too much', exampleCertificate, 4 * 1024 * 1024 + 1, '4 MiB'],
])('a file with %s is refused', async (_what, text, size, words) => {
  const failure = await failureOf(readAuthorityFile('/ca.pem', aDisk(text, size)));
  expect(failure.code).toBe('ca_file_unreadable');
  expect(failure.detail).toContain(words);
  expect(failure.detail).not.toContain('canary');
});

test('a file that is not there is refused with the system’s own word', async () => {
  const gone = {
    ...aDisk(''),
    stat: () => Promise.reject(Object.assign(new Error('canary'), { code: 'ENOENT' })),
  };
  const failure = await failureOf(readAuthorityFile('/ca.pem', gone));
  expect(failure).toMatchObject({ code: 'ca_file_unreadable', detail: 'ENOENT' });
});

test('a file is read again only when it changed', async () => {
  let text = exampleCertificate;
  let modifiedAt = 1;
  let reads = 0;
  const read = authorityFileReader({
    stat: () => Promise.resolve({ size: text.length, modifiedAt }),
    readFile: () => {
      reads += 1;
      return Promise.resolve(Buffer.from(text));
    },
  });
  const first = await read('/ca.pem');
  expect(await read('/ca.pem')).toBe(first);
  expect(reads).toBe(1);

  modifiedAt = 2;
  await read('/ca.pem');
  expect(reads).toBe(2);
  text = `${exampleCertificate}${exampleCertificate}`;
  expect(await read('/ca.pem')).toHaveLength(2);
  text = 'no certificate';
  expect((await failureOf(read('/ca.pem'))).code).toBe('ca_file_unreadable');
});
