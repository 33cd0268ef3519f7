import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccountWindow } from '../support/account-window/index.ts';
import { canMount, SmallDisk } from './support/full-disk.ts';
import { ada, orgNames, World } from './support/world.ts';

const probe = await mkdtemp(join(tmpdir(), 'oam-mount-'));
const mayMount = await canMount(probe);
await rm(probe, { recursive: true });

describe('a disk that does not take what is written', () => {
  let world: World;
  let window: AccountWindow;

  beforeEach(async () => {
    world = await World.create({
      authorizationServers: [
        { name: 'default', refreshTokenRotation: 'rotate', leewaySeconds: 0 },
        { name: 'ausEngineering' },
      ],
    });
  });
  afterEach(() => world.end());

  const refreshes = (): number =>
    world.org.control.countRequests({
      endpoint: 'token',
      when: ({ parameters }) => parameters.grant_type === 'refresh_token',
    });
  /** A refresh is refused before the org is asked, the session is kept, and the window says why. */
  const refuses = async (reason: string): Promise<void> => {
    const row = window.row(ada.name);
    await window.refresh(row);
    await row.getByText(reason).waitFor();
    expect(refreshes()).toBe(0);
    expect(await row.textContent()).toContain('Valid');
  };
  /** The session works as if nothing had been, and so it does after a restart. */
  const works = async (reason: string): Promise<void> => {
    await window.row(ada.name).getByRole('button', { name: 'Try again' }).click();
    await window.row(ada.name).getByText(reason).waitFor({ state: 'detached' });
    expect(refreshes()).toBe(1);
    window = await world.restart();
    await window.refresh(window.row(ada.name));
    await expect.poll(refreshes).toBe(2);
    await window.row(ada.name).getByText('Valid').waitFor();
  };

  test('refuses a refresh before the org is asked, and the session goes on when the folder is back', async () => {
    window = await world.start();
    await world.signIn(window, ada, { org: orgNames.org });
    const folder = join(world.profile, 'vault', 'credentials');
    await rename(folder, `${folder}-elsewhere`);
    await writeFile(folder, '');
    await refuses('The account could not be written to the disk.');
    await rm(folder);
    await rename(`${folder}-elsewhere`, folder);
    await works('The account could not be written to the disk.');
  });

  // Registered where a disk can be mounted, as a test that is left out counts as failed. Elsewhere the vault's tests
  // have a disk that says it is full.
  if (mayMount) {
    test('refuses a refresh while the disk is full, and the session goes on when there is room', async () => {
      const disk = await SmallDisk.mount(join(world.profile, 'vault'));
      world.atEnd(() => disk.unmount());
      window = await world.start();
      await world.signIn(window, ada, { org: orgNames.org });
      await disk.fill();
      await refuses('The disk is full.');
      await disk.free();
      await works('The disk is full.');
    });
  }
});
