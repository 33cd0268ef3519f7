import { registerHooks } from 'node:module';
import type { NativeKeychain } from '../../src/main/desktop-platform/keychain/keytar-keychain.ts';
import { serializeToken } from '../../src/main/auth-foundation/index.ts';
import { aRealisticToken, itsMetadata } from './credentials.ts';
import type { PeerTimes } from './jobs.ts';
import { observeOpening } from './observe-opening.ts';
import { timed } from './timed.ts';

/** keytar with each token as one item of the keychain. */
export async function measureKeytar(
  _folder: string,
  count: number,
  samples: number,
): Promise<PeerTimes> {
  const keytar: NativeKeychain = (await import('keytar')).default;
  const service = `vault bench, ${count} items`;
  const set = (index: number): Promise<void> =>
    keytar.setPassword(service, String(index), contentOf(index));
  for (let index = 0; index < count; index += 1) await set(index);
  const replace: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    replace.push(await timed(() => set((sample * 7919) % count)));
  }
  for (let index = 0; index < count; index += 1) {
    await keytar.deletePassword(service, String(index));
  }
  return { replace, open: null };
}

/** One electron-store file that holds all tokens, encrypted. */
export async function measureElectronStore(
  folder: string,
  count: number,
  samples: number,
): Promise<PeerTimes> {
  // Outside of Electron it needs none, as long as it is given a folder.
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron'
        ? { url: 'data:text/javascript,export default {}', shortCircuit: true }
        : next(specifier, context),
  });
  const { default: Store } = await import('electron-store');
  const openStore = () =>
    new Store<Record<string, string>>({
      cwd: folder,
      encryptionKey: 'bench',
      accessPropertiesByDotNotation: false,
    });
  const all = Array.from({ length: count }, (_, index) => [String(index), contentOf(index)]);
  openStore().set(Object.fromEntries(all) as Record<string, string>);
  const open = await observeOpening(() => {
    const store = openStore();
    return Promise.resolve(Object.keys(store.store).length);
  });
  const store = openStore();
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
  return { replace, open };
}

function contentOf(index: number): string {
  const token = aRealisticToken(index);
  return JSON.stringify({ token: serializeToken(token), metadata: itsMetadata(token, index) });
}
