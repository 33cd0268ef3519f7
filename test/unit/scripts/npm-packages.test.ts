import { describe, expect, test } from 'vitest';
import { isInstalled, npmError } from '../../../scripts/setup/npm-packages.mjs';

const lock = {
  '': { version: '0.1.0' },
  'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' },
  'node_modules/other-system': { version: '1.0.0', integrity: 'sha512-b', optional: true },
};
const installed = { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' } };

describe('npm packages', () => {
  test('are installed when npm recorded what the lock file names, but for other systems', () => {
    expect(isInstalled(lock, installed)).toBe(true);
  });

  test.for([
    ['another version', { 'node_modules/zod': { version: '4.0.1', integrity: 'sha512-a' } }],
    ['another content', { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-x' } }],
    ['nothing', {}],
    ['no record', null],
  ] as const)('are not installed when there is %s', ([, record]) => {
    expect(isInstalled(lock, record)).toBe(false);
  });
});

describe('an npm that failed', () => {
  test('is told as a missing network, with the last lines of npm', () => {
    const error = npmError(
      ['ci'],
      1,
      'npm error code ENOTFOUND\nnpm error network request failed\n',
    );
    expect(error.message).toContain('registry cannot be reached');
    expect(error.message).toContain('  | npm error network request failed');
    expect(error.remedy).toContain('proxy');
  });

  test.for([
    [127, '', 'npm could not be started'],
    [1, 'npm error code ENOSPC', 'The disk is full'],
    [1, 'npm error code EUSAGE', 'do not belong together'],
    [1, 'npm error something else', 'npm ci ended with 1'],
  ] as const)('is told for what it is: %s %s', ([code, output, message]) => {
    expect(npmError(['ci'], code, output).message).toContain(message);
  });
});
