import fc from 'fast-check';
import { test } from 'vitest';
import type { CredentialId } from '../../../src/main/auth-foundation/index.ts';
import { InterleavedSite } from './interleaved-site.ts';

type Step = (site: InterleavedSite, id: CredentialId) => void | Promise<void>;

/** Begins a new sign-in. */
function signIn({ coordinator, org, people, begin }: InterleavedSite): void {
  const person = `person ${people.size}`;
  const token = org.signIn(person);
  people.set(token.id, person);
  begin(coordinator.store(token, ['new']));
}

const steps: Readonly<Record<string, Step>> = {
  signIn: (site) => {
    signIn(site);
  },
  refresh: ({ begin, coordinator }, id) => {
    begin(coordinator.refresh(id));
  },
  downscope: ({ begin, coordinator }, id) => {
    begin(coordinator.downscope(id, ['profile']));
  },
  signInAgain: ({ begin, coordinator, given, org, people }, id) => {
    given.up.add(id);
    begin(coordinator.signInAgain(id, org.signIn(people.get(id) ?? '')));
  },
  setTags: ({ begin, coordinator, events }, id) => {
    begin(coordinator.setTags(id, [`tag ${events.length}`]));
  },
  setAutomaticRefresh: ({ begin, coordinator }, id) => {
    begin(coordinator.setAutomaticRefresh(id, false));
  },
  setDefault: ({ begin, coordinator }, id) => {
    begin(coordinator.setDefault(id));
  },
  clearDefault: ({ begin, coordinator }) => {
    begin(coordinator.setDefault(null));
  },
  remove: ({ begin, coordinator, given }, id) => {
    given.up.add(id);
    begin(coordinator.remove(id));
  },
  revoke: ({ begin, coordinator, given }, id) => {
    given.revoked.add(id);
    begin(coordinator.revoke(id));
  },
  removeAndRevokeLater: ({ begin, coordinator }, id) => {
    begin(coordinator.removeAndRevokeLater(id));
  },
  clear: ({ begin, coordinator, given, ids }) => {
    for (const id of ids) given.up.add(id);
    begin(coordinator.clear());
  },
  loseNextRequest: ({ org }) => {
    org.fates.push('lost_on_the_way');
  },
  endNextSession: ({ org }) => {
    org.fates.push('ended');
  },
  answerForSomebodyElse: ({ org }) => {
    org.fates.push('for_somebody_else');
  },
  refuseReplace: ({ storage }) => {
    storage.refuse('replace', 1);
  },
  refuseMetadata: ({ storage }) => {
    storage.refuse('setMetadata', 1);
  },
  refuseRemove: ({ storage }) => {
    storage.refuse('remove', 1);
  },
  refuseProof: ({ storage }) => {
    storage.refuse('proveWritable', 1);
  },
  goOffline: ({ org }) => {
    org.isReachable = false;
  },
  goOnline: ({ org }) => {
    org.isReachable = true;
  },
  restart: (site) => site.restart(),
};

/** Steps with some of the work that was begun before done in between. */
function scripts(names: readonly string[], maxLength: number) {
  const one = fc.record({
    name: fc.constantFrom(...names),
    who: fc.nat({ max: 2 }),
    then: fc.nat({ max: 4 }),
  });
  return fc.array(one, { minLength: 2, maxLength });
}

/** Plays a script from two credentials on, and looks whether all is well when everything has ended. */
async function play(
  scheduler: fc.Scheduler,
  script: readonly { name: string; who: number; then: number }[],
): Promise<void> {
  const site = new InterleavedSite(scheduler);
  signIn(site);
  signIn(site);
  await site.settle();
  for (const { name, who, then } of script) {
    const id = site.ids[who % site.ids.length];
    if (id !== undefined) await steps[name]?.(site, id);
    await site.step(then);
  }
  await site.recover();
  await site.expectAgreement();
}

test('whatever happens in the middle of what, nothing is lost, sent twice, told twice or mixed up', async () => {
  await fc.assert(fc.asyncProperty(fc.scheduler(), scripts(Object.keys(steps), 16), play), {
    numRuns: 1200,
  });
});

test('in the middle of slow refreshes, nothing is lost, sent twice, told twice or mixed up', async () => {
  const names = [
    ...['refresh', 'refresh', 'refresh', 'downscope', 'downscope'],
    ...['signInAgain', 'setTags', 'revoke', 'removeAndRevokeLater', 'refuseReplace'],
  ];
  await fc.assert(fc.asyncProperty(fc.scheduler(), scripts(names, 12), play), { numRuns: 800 });
});
