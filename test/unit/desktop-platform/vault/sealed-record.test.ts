import { generateKeySync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openFirstFormat } from '../../../../src/main/desktop-platform/vault/first-format.ts';
import { KeyRing } from '../../../../src/main/desktop-platform/vault/key-ring.ts';
import {
  readRecord,
  sealRecord,
  type RecordType,
} from '../../../../src/main/desktop-platform/vault/sealed-record.ts';
import { sealFirstFormat } from './first-format-writer.ts';

type Part = 'one' | 'two' | 'three';

const sealing = { number: 7, key: generateKeySync('aes', { length: 256 }) };
const keys = new KeyRing(sealing);
const type: RecordType<Part> = { kind: 'credential', parts: ['one', 'two', 'three'] };
const id = 'a'.repeat(32);
const texts = { one: '{"token":"s3cret"}', two: '{"name":"Žofie"}', three: '' };

const headerLength = 17;
const partOverhead = 32;

function seal(): Buffer {
  return sealRecord(sealing, type, id, texts);
}

/** What opens of a file; null for a part that does not. */
function open(bytes: Buffer, ring = keys, as = type, ofId = id): (string | null)[] {
  const reading = readRecord(as, ofId, bytes);
  if (reading.kind !== 'sealed') return as.parts.map(() => null);
  return as.parts.map((part) => reading.record.open(part, ring));
}

/** Where the bytes of each part begin and end. */
function placesIn(bytes: Buffer): { start: number; end: number }[] {
  const places: { start: number; end: number }[] = [];
  for (let start = headerLength; start < bytes.length;) {
    const end = start + partOverhead + bytes.readUInt32BE(start);
    places.push({ start, end });
    start = end;
  }
  return places;
}

function flipped(bytes: Buffer, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return changed;
}

test('what was sealed opens, part by part', () => {
  const text = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(text, text, text, (one, two, three) => {
      const sealed = sealRecord(sealing, type, id, { one, two, three });
      expect(open(sealed)).toEqual([one, two, three]);
    }),
  );
});

test('a record tells which key sealed it', () => {
  const reading = readRecord(type, id, seal());
  expect(reading).toMatchObject({ kind: 'sealed', record: { keyNumber: 7 } });
});

test('a record shows nothing of its content, and no part is ever the same twice', () => {
  const [first, second] = [seal(), seal()];
  expect(first.includes('s3cret')).toBe(false);
  for (const { start, end } of placesIn(first)) {
    const iv = [start + 4, start + 16] as const;
    expect(first.subarray(...iv)).not.toEqual(second.subarray(...iv));
    expect(first.subarray(iv[1], end)).not.toEqual(second.subarray(iv[1], end));
  }
});

test('a flipped bit in one part is noticed there, and leaves the parts before it', () => {
  const sealed = seal();
  placesIn(sealed).forEach(({ start, end }, part) => {
    for (let bit = start * 8; bit < end * 8; bit += 1) {
      const opened = open(flipped(sealed, bit));
      expect(opened[part]).toBeNull();
      expect(opened.slice(0, part)).toEqual(Object.values(texts).slice(0, part));
    }
  });
});

test('a flipped bit behind the length of a part leaves all other parts', () => {
  const sealed = seal();
  placesIn(sealed).forEach(({ start, end }, part) => {
    for (let bit = (start + 4) * 8; bit < end * 8; bit += 1) {
      const expected = Object.values(texts).map((text, index) => (index === part ? null : text));
      expect(open(flipped(sealed, bit))).toEqual(expected);
    }
  });
});

test('a flipped bit in the header opens nothing', () => {
  const sealed = seal();
  for (let bit = 0; bit < headerLength * 8; bit += 1) {
    expect(open(flipped(sealed, bit))).toEqual([null, null, null]);
  }
});

test('a record cut off at any length opens its whole parts and never throws', () => {
  const sealed = seal();
  const places = placesIn(sealed);
  for (let length = 0; length < sealed.length; length += 1) {
    const whole = Object.values(texts).map((text, part) =>
      length >= (places[part]?.end ?? NaN) ? text : null,
    );
    expect(open(sealed.subarray(0, length))).toEqual(whole);
  }
});

test('any bytes behind a header never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (rest) => {
      const bytes = Buffer.concat([seal().subarray(0, headerLength), rest]);
      expect(open(bytes)).toEqual([null, null, null]);
    }),
  );
});

test('parts of two writes of the same record cannot be mixed', () => {
  const [older, newer] = [seal(), seal()];
  const [, { start, end } = { start: 0, end: 0 }] = placesIn(newer);
  older.copy(newer, start, start, end);
  expect(open(newer)).toEqual([texts.one, null, texts.three]);
});

test('parts of a record cannot change places', () => {
  const sealed = sealRecord(sealing, type, id, { one: 'same size', two: 'same-size', three: '' });
  const [first, second] = placesIn(sealed);
  if (first === undefined || second === undefined) throw new Error('no parts');
  const swapped = Buffer.concat([
    sealed.subarray(0, headerLength),
    sealed.subarray(second.start, second.end),
    sealed.subarray(first.start, first.end),
    sealed.subarray(second.end),
  ]);
  expect(open(swapped)).toEqual([null, null, '']);
});

test('a record of another credential, or of another kind, does not open', () => {
  expect(open(seal(), keys, type, 'b'.repeat(32))).toEqual([null, null, null]);
  expect(open(seal(), keys, { ...type, kind: 'revocation' })).toEqual([null, null, null]);
});

test('another key does not open it, whatever its number', () => {
  const key = generateKeySync('aes', { length: 256 });
  expect(open(seal(), new KeyRing({ number: 7, key }))).toEqual([null, null, null]);
  expect(open(seal(), new KeyRing({ number: 8, key: sealing.key }))).toEqual([null, null, null]);
});

test('an earlier key of the ring opens it', () => {
  const next = { number: 8, key: generateKeySync('aes', { length: 256 }) };
  expect(open(seal(), new KeyRing(next, [sealing]))).toEqual(Object.values(texts));
});

test('a newer format is told from damage', () => {
  const sealed = seal();
  sealed.writeUInt8(3, 4);
  expect(readRecord(type, id, sealed)).toEqual({ kind: 'newer_format' });
});

test('other files are no records', () => {
  const zeroVersion = seal();
  zeroVersion.writeUInt8(0, 4);
  const others = [
    Buffer.alloc(0),
    Buffer.from('OAMV'),
    Buffer.alloc(100),
    Buffer.from('{"json":true}'.repeat(9)),
    seal().subarray(0, headerLength + partOverhead - 1),
    zeroVersion,
  ];
  for (const bytes of others) {
    expect(readRecord(type, id, bytes)).toEqual({ kind: 'not_a_record' });
  }
});

describe('a record of format 1', () => {
  const { key } = sealing;
  const sealed = sealFirstFormat(key, 'credential', id, 'content of Žofie');

  test('is recognised and opens', () => {
    expect(readRecord(type, id, sealed)).toEqual({ kind: 'first_format' });
    expect(openFirstFormat(key, 'credential', id, sealed)).toBe('content of Žofie');
  });

  test('opens for nothing else', () => {
    const other = generateKeySync('aes', { length: 256 });
    expect(openFirstFormat(other, 'credential', id, sealed)).toBeNull();
    expect(openFirstFormat(key, 'default', id, sealed)).toBeNull();
    expect(openFirstFormat(key, 'credential', 'b'.repeat(32), sealed)).toBeNull();
  });

  test('does not open cut off at any length, or with any bit flipped', () => {
    for (let length = 0; length < sealed.length; length += 1) {
      expect(openFirstFormat(key, 'credential', id, sealed.subarray(0, length))).toBeNull();
    }
    for (let bit = 5 * 8; bit < sealed.length * 8; bit += 1) {
      expect(openFirstFormat(key, 'credential', id, flipped(sealed, bit))).toBeNull();
    }
  });
});
