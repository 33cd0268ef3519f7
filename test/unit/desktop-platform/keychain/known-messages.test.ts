import { expect, test } from 'vitest';
import { classifyNativeError } from '../../../../src/main/desktop-platform/keychain/known-messages.ts';

test.each([
  ['Cannot create an item in a locked collection', 'locked'],
  ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'unavailable'],
  ['The name org.freedesktop.secrets was not provided by any .service files', 'unavailable'],
  ['Object does not exist at path “/org/freedesktop/secrets/collection/login”', 'unavailable'],
  ['The user name or passphrase you entered is not correct.', 'locked'],
  ['User canceled the operation.', 'denied'],
  ['User interaction is not allowed.', 'locked'],
  ['Der Dateistub hat ungültige Daten empfangen.', 'unavailable'],
])('%s means %s, and is the detail', (message, kind) => {
  expect(classifyNativeError(new Error(message))).toEqual({ kind, detail: message });
});

test('a message becomes one line of at most 200 characters', () => {
  const { detail } = classifyNativeError(new Error(`first\r\n\tsecond\u0007${'x'.repeat(300)}`));
  expect(detail.startsWith('first second x')).toBe(true);
  expect(detail).toHaveLength(200);
});

test('what is no error is unavailable', () => {
  expect(classifyNativeError('text').kind).toBe('unavailable');
});
