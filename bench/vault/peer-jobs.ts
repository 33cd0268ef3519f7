import { registerHooks } from 'node:module';
import type ElectronStore from 'electron-store';
import { serializeToken } from '../../src/main/auth-foundation/index.ts';
import type { NativeKeychain } from '../../src/main/desktop-platform/keychain/keytar-keychain.ts';
import { aRealisticToken, itsMetadata } from './credentials.ts';
import type { OpenTimes } from './jobs.ts';
import { observeOpening } from './observe-opening.ts';
import { timed } from '../timed.ts';

/** keytar with each token as one item of the keychain. @returns milliseconds of single writes */
export async function measureKeytar(
  _folder: string,
  count: number,
  samples: number,
): Promise<readonly number[]> {
  const keytar: NativeKeychain = (await import('keytar')).default;
  const service = `vault bench, ${count} items`;
  const set = (index: number, content: string): Promise<void> =>
    keytar.setPassword(service, String(index), content);
  for (let index = 0; index < count; index += 1) await set(index, contentOf(index));
  const replace: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const index = (sample * 7919) % count;
    const content = contentOf(index);
    replace.push(await timed(() => set(index, content)));
  }
  for (let index = 0; index < count; index += 1) {
    await keytar.deletePassword(service, String(index));
  }
  return replace;
}

/** One electron-store file that holds all tokens, encrypted. @returns milliseconds of single writes */
export async function measureElectronStore(
  folder: string,
  count: number,
  samples: number,
): Promise<readonly number[]> {
  const store = await openStore(folder);
  store.set(
    Object.fromEntries(Array.from({ length: count }, (_, each) => [String(each), contentOf(each)])),
  );
  const replace: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const index = (sample * 7919) % count;
    const content = contentOf(index);
    replace.push(
      await timed(() => {
        store.set(String(index), content);
        return Promise.resolve();
      }),
    );
  }
  return replace;
}

/** Opens what {@link measureElectronStore} wrote. */
export async function measureElectronStoreOpen(folder: string, count: number): Promise<OpenTimes> {
  // Its code is loaded before, as the vault's is.
  await openStore(`${folder}/empty`);
  return observeOpening(async () => {
    const { store } = await openStore(folder);
    if (Object.keys(store).length !== count) throw new Error('Tokens are missing.');
  });
}

type Store = ElectronStore<Record<string, string>>;

async function openStore(cwd: string): Promise<Store> {
  // Outside of Electron it needs none, as long as it is given a folder.
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron'
        ? { url: 'data:text/javascript,export default {}', shortCircuit: true }
        : next(specifier, context),
  });
  const { default: Store } = await import('electron-store');
  return new Store<Record<string, string>>({
    cwd,
    encryptionKey: 'bench',
    accessPropertiesByDotNotation: false,
  });
}

function contentOf(index: number): string {
  const token = aRealisticToken(index);
  return JSON.stringify({ token: serializeToken(token), metadata: itsMetadata(token, index) });
}
