import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Opens a connection to a loopback port and sends nothing yet. */
export async function openConnection(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  return socket;
}

/** Sends lines as they are, without any help of an HTTP client, and reads until the other side closes. */
export async function sendRaw(port: number, lines: readonly string[]): Promise<RawResponse> {
  return parse(await sendBytes(port, [...lines, '', ''].join('\r\n')));
}

/** Sends anything. @returns everything that comes until the other side closes */
export async function sendBytes(port: number, bytes: string | Buffer): Promise<string> {
  const socket = await openConnection(port);
  const answer = readToEnd(socket);
  socket.write(bytes);
  return answer;
}

/** Everything a connection receives until it is closed. */
export async function readToEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined); // A reset is an end too.
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks).toString('utf8');
}

/** A plain GET as a browser sends it. @param headers - further lines */
export function get(
  port: number,
  target: string,
  ...headers: readonly string[]
): Promise<RawResponse> {
  return sendRaw(port, [`GET ${target} HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...headers]);
}

function parse(text: string): RawResponse {
  const [head = '', ...body] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(statusLine.split(' ')[1] ?? 0),
    headers: new Map(headers),
    body: body.join('\r\n\r\n'),
  };
}
