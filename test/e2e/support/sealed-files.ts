import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the first part of a record, the token, begins: after the header (sealed-record.ts). */
const tokenPart = 17;
const lengthAndIv = 4 + 12;

/** The files of the accounts in a profile's vault. */
export async function sealedAccounts(profile: string): Promise<string[]> {
  const folder = join(profile, 'vault', 'credentials');
  return (await readdir(folder)).sort().map((name) => join(folder, name));
}

/** Flips bits in the token of a sealed account, as a failing disk would; whose account it is stays readable. */
export async function damageToken(file: string): Promise<void> {
  const bytes = await readFile(file);
  const at = tokenPart + lengthAndIv;
  for (const offset of [0, 1, 2, 3])
    bytes.writeUInt8(bytes.readUInt8(at + offset) ^ 0xff, at + offset);
  await writeFile(file, bytes);
}

/** The number of the key that sealed a file. */
export async function keyNumberOf(file: string): Promise<number> {
  return (await readFile(file)).readUInt32BE(5);
}
