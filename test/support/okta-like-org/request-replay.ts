import { IncomingMessage } from 'node:http';

const bodyLimit = 1024 * 1024;

/**
 * Reads a request's whole body.
 *
 * @throws {Error} when it has more than 1 MiB.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('The request stream has an encoding.');
    length += chunk.length;
    if (length > bodyLimit) throw new Error('The request body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The same request again with its body unread, so that the provider can read what the faults have looked at. */
export function replayRequest(request: IncomingMessage, body: Buffer): IncomingMessage {
  const replay = new IncomingMessage(request.socket);
  replay.method = request.method ?? 'GET';
  replay.url = request.url ?? '/';
  replay.headers = { ...request.headers };
  replay.rawHeaders = [...request.rawHeaders];
  replay.httpVersion = request.httpVersion;
  replay.httpVersionMajor = request.httpVersionMajor;
  replay.httpVersionMinor = request.httpVersionMinor;
  replay.complete = true;
  if (body.length > 0) replay.push(body);
  replay.push(null);
  return replay;
}
