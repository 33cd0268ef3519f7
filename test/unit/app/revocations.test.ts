import { beforeEach, describe, expect, test } from 'vitest';
import { Revocations, viewRevocations } from '../../../src/main/app/revocations.ts';
import { Failure, newCredentialId } from '../../../src/main/auth-foundation/index.ts';
import {
  aCoordinator,
  failureOf,
  type CoordinatorSite,
} from '../../support/builders/coordinator.ts';
import { anOrgProfile } from '../../support/builders/org-profile.ts';
import { printed } from '../../support/builders/printed.ts';
import { anIdToken, aToken, canary, exampleContext } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';

let site: CoordinatorSite;
let revocations: Revocations;

beforeEach(async () => {
  site = aCoordinator();
  revocations = new Revocations(() => site.coordinator);
  await site.coordinator.start();
});

/** Removes an account whose org cannot be reached. */
async function queueOne(): Promise<string> {
  const id_token = anIdToken({ sub: '00uAda', email: 'ada@example.com' });
  const { id } = await site.coordinator.store(aToken({ id_token }));
  await site.coordinator.removeAndRevokeLater(id);
  const [entry] = site.coordinator.revocationQueue?.list() ?? [];
  return entry?.id ?? '';
}

const orgs = [anOrgProfile(exampleContext)];

describe('what still has to be revoked', () => {
  test('is shown with whose it is, where, and what remains; never with a token', async () => {
    const id = await queueOne();
    const [view] = viewRevocations(site.coordinator, orgs);
    expect(view).toMatchObject({
      id,
      person: 'ada@example.com',
      orgName: 'Example',
      remaining: ['refresh_token', 'access_token'],
      error: null,
    });
    expect(printed(view)).not.toContain(canary);
  });

  test('is empty while the vault is not ready', () => {
    expect(viewRevocations(null, orgs)).toEqual([]);
  });

  test('says why a try failed, and stays', async () => {
    const id = await queueOne();
    site.client.onRevoke = () => Promise.reject(new Failure('network_unreachable'));
    expect((await failureOf(revocations.retry(id))).code).toBe('network_unreachable');
    expect(viewRevocations(site.coordinator, orgs)).toMatchObject([
      { id, attempts: 1, error: { code: 'network_unreachable' } },
    ]);
  });

  test('is gone when the org agreed', async () => {
    const id = await queueOne();
    await revocations.retry(id);
    await turn();
    expect(viewRevocations(site.coordinator, orgs)).toEqual([]);
  });

  test('is gone when the person gives it up', async () => {
    const id = await queueOne();
    await revocations.giveUp(id);
    expect(viewRevocations(site.coordinator, orgs)).toEqual([]);
  });

  test.each(['', 'nothing', newCredentialId()])('is not found under %j', async (id) => {
    expect((await failureOf(revocations.retry(id))).code).toBe('account_not_found');
    expect((await failureOf(revocations.giveUp(id))).code).toBe('account_not_found');
  });
});
