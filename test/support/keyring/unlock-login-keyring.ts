import { connect } from 'node:net';
import { once } from 'node:events';

const unlockOperation = 1;
const results = ['ok', 'denied', 'failed', 'no daemon'];

/**
 * Unlocks a running gnome-keyring as its PAM module does at login, over the daemon's control socket
 * (gnome-keyring, pam/gkr-pam-client.c): a NUL byte that carries the caller's credentials, then the message's length,
 * the operation, and the password with its length before it; the answer is a length and a result. All numbers are
 * 32 bits, big-endian. `gnome-keyring-daemon --unlock` would start a second daemon instead.
 *
 * @param socketPath - `control` in the daemon's control directory
 * @param password - of the login keyring
 * @throws Error when the daemon refuses
 */
export async function unlockLoginKeyring(socketPath: string, password: string): Promise<void> {
  const socket = connect(socketPath);
  const secret = Buffer.from(password, 'utf8');
  const length = 3 * 4 + secret.length;
  socket.write(
    Buffer.concat([
      Buffer.of(0),
      uint32(length),
      uint32(unlockOperation),
      uint32(secret.length),
      secret,
    ]),
  );
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    if (Buffer.concat(chunks).length >= 8) socket.end();
  });
  await once(socket, 'close');
  const answer = Buffer.concat(chunks);
  const result = answer.length < 8 ? 'no answer' : (results[answer.readUInt32BE(4)] ?? 'unknown');
  if (result !== 'ok') throw new Error(`The keyring was not unlocked: ${result}`);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
