import { createCipheriv, randomBytes } from 'node:crypto';
import { open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const key = randomBytes(32);

/** The least that a durable, sealed write costs: seal, create, write, fsync, close, rename, fsync of the folder. */
export async function writeAtTheFloor(path: string, content: string): Promise<void> {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const ciphertext = [cipher.update(content, 'utf8'), cipher.final()];
  const temporary = join(dirname(path), 'floor.tmp');
  const file = await open(temporary, 'wx', 0o600);
  await file.writeFile(Buffer.concat([iv, ...ciphertext, cipher.getAuthTag()]));
  await file.sync();
  await file.close();
  await rename(temporary, path);
  const folder = await open(dirname(path), 'r');
  await folder.sync();
  await folder.close();
}
