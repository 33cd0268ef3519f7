import { deserialize, serialize } from 'node:v8';
import { createStructuredCodec } from './structured-codec.ts';

/** The host's end of the codec; `v8.serialize` is the serializer that Electron's IPC is built on. */
export const nodeCodec = createStructuredCodec({
  clone: (value): unknown => deserialize(serialize(value)),
  toBase64: (bytes) => Buffer.from(bytes).toString('base64'),
  fromBase64: (text) => new Uint8Array(Buffer.from(text, 'base64')),
});
