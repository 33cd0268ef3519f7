import { generateKeySync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  openRecord,
  sealRecord,
  type RecordLabel,
} from '../../../../src/main/desktop-platform/vault/sealed-record.ts';

const key = generateKeySync('aes', { length: 256 });
const label: RecordLabel = { kind: 'credential', id: 'a'.repeat(32) };
const content = '{"token":"s3cret","name":"Žofie"}';
const versionOffset = 4;
const ivOffset = 5;
const ciphertextOffset = 17;

test('what was sealed opens', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(openRecord(key, label, sealRecord(key, label, text))).toEqual({
        kind: 'opened',
        content: text,
      });
    }),
  );
});

test('a record shows nothing of its content, and is never the same twice', () => {
  const first = sealRecord(key, label, content);
  const second = sealRecord(key, label, content);
  expect(first.includes('s3cret')).toBe(false);
  expect(first.subarray(ivOffset, ciphertextOffset)).not.toEqual(
    second.subarray(ivOffset, ciphertextOffset),
  );
  expect(first.subarray(ciphertextOffset)).not.toEqual(second.subarray(ciphertextOffset));
});

test('a flipped bit anywhere is noticed', () => {
  const sealed = sealRecord(key, label, content);
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(openRecord(key, label, changed).kind).not.toBe('opened');
  }
});

test('a flipped bit in IV, ciphertext or tag is tampering', () => {
  const sealed = sealRecord(key, label, content);
  for (const offset of [ivOffset, ciphertextOffset, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(offset) ^ 1, offset);
    expect(openRecord(key, label, changed)).toEqual({ kind: 'wrong_key_or_tampered' });
  }
});

test('a record cut off at any length does not open', () => {
  const sealed = sealRecord(key, label, content);
  for (let length = 0; length < sealed.length; length += 1) {
    expect(openRecord(key, label, sealed.subarray(0, length)).kind).not.toBe('opened');
  }
});

test('a record of another credential, or of another kind, does not open', () => {
  const sealed = sealRecord(key, label, content);
  const wrong = { kind: 'wrong_key_or_tampered' };
  expect(openRecord(key, { ...label, id: 'b'.repeat(32) }, sealed)).toEqual(wrong);
  expect(openRecord(key, { ...label, kind: 'default' }, sealed)).toEqual(wrong);
});

test('another key does not open it', () => {
  const other = generateKeySync('aes', { length: 256 });
  expect(openRecord(other, label, sealRecord(key, label, content))).toEqual({
    kind: 'wrong_key_or_tampered',
  });
});

test('a newer format is told from damage', () => {
  const sealed = sealRecord(key, label, content);
  sealed.writeUInt8(2, versionOffset);
  expect(openRecord(key, label, sealed)).toEqual({ kind: 'newer_format', version: 2 });
});

test('other files are no records', () => {
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.alloc(100),
    Buffer.from('{"json":true}'.repeat(9)),
  ]) {
    expect(openRecord(key, label, bytes)).toEqual({ kind: 'not_a_record' });
  }
  const zeroVersion = sealRecord(key, label, content);
  zeroVersion.writeUInt8(0, versionOffset);
  expect(openRecord(key, label, zeroVersion)).toEqual({ kind: 'not_a_record' });
});
