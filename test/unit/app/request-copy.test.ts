import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { curlCommand, readRequestUrl } from '../../../src/main/app/request-copy.ts';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import { printed } from '../../support/builders/printed.ts';
import { canary } from '../../support/builders/tokens.ts';

const nastyCharacters = [
  'aé',
  ' ',
  "'",
  '"',
  '\\',
  '$',
  '$(id)',
  '`',
  '!',
  ';',
  '&',
  '|',
  '<',
  '(',
  '{',
  '[',
  '*',
  '?',
  '~',
  '#',
];
const url = new URL('https://api.example.com/orders?page=2');

/** The words that a POSIX shell makes of a command, without running it. */
function wordsOf(command: string): readonly string[] {
  const script = `set -- ${command.replace(/^curl /, '')}\nprintf '%s\\0' "$@"`;
  const output = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
  return output.split('\0').slice(0, -1);
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof Failure) {
      expect(printed(thrown)).not.toContain(canary);
      return thrown.code;
    }
  }
  return 'none';
}

describe('a copied request', () => {
  test('carries a bearer token', () => {
    expect(curlCommand({ method: 'GET', url, accessToken: 'token', proof: null })).toBe(
      `curl --globoff \\
  --request 'GET' \\
  --header 'Authorization: Bearer token' \\
  --url 'https://api.example.com/orders?page=2'`,
    );
  });

  test('carries a bound token with its proof', () => {
    const command = curlCommand({ method: 'POST', url, accessToken: 'token', proof: 'a.b.c' });
    expect(wordsOf(command)).toEqual([
      '--globoff',
      '--request',
      'POST',
      '--header',
      'Authorization: DPoP token',
      '--header',
      'DPoP: a.b.c',
      '--url',
      url.href,
    ]);
  });

  test('asks for the head alone as curl does it', () => {
    const command = curlCommand({ method: 'HEAD', url, accessToken: 'token', proof: null });
    expect(wordsOf(command).slice(0, 2)).toEqual(['--globoff', '--head']);
  });

  test('is nothing but text to a shell, whatever is in it', () => {
    const nasty = fc.string({ unit: fc.constantFrom(...nastyCharacters) });
    fc.assert(
      fc.property(nasty, nasty, (token, path) => {
        const target = readRequestUrl(`https://api.example.com/${path}`);
        const words = wordsOf(
          curlCommand({ method: 'GET', url: target, accessToken: token, proof: null }),
        );
        expect(words).toHaveLength(7);
        expect(words[4]).toBe(`Authorization: Bearer ${token}`);
        expect(words[6]).toBe(target.href);
      }),
      { numRuns: 50 },
    );
  });

  test.each(['\n', '\r', '\0', '\u007f'])('with %j in the token is refused', (character) => {
    const accessToken = `${canary}${character}X-Header: 1`;
    expect(codeOf(() => curlCommand({ method: 'GET', url, accessToken, proof: null }))).toBe(
      'invalid_input',
    );
  });
});

describe('the URL of a copied request', () => {
  test.each([
    'api.example.com',
    'http://api.example.com/',
    'ftp://api.example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    `https://user:${canary}@api.example.com/`,
    'https://user@api.example.com/',
    'http://127.0.0.1.example.com/',
  ])('cannot be %s', (text) => {
    expect(codeOf(() => readRequestUrl(text))).toBe('invalid_input');
  });

  test.each([
    ['https://api.example.com/a?b=c#d', 'https://api.example.com/a?b=c'],
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000/'],
    ["https://api.example.com/o'hara", "https://api.example.com/o'hara"],
  ])('can be %s', (text, href) => {
    expect(readRequestUrl(text).href).toBe(href);
  });
});
