import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InMemoryTokenStorage } from '../../support/fakes/in-memory-token-storage.ts';
import { aCoordinator } from '../../support/builders/coordinator.ts';
import {
  coordinatorCommands,
  emptyModel,
  expectInvariants,
  ModelledSite,
} from './coordinator-model.ts';

test('whatever happens in whatever order, the coordinator agrees with a simple model', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.commands(coordinatorCommands, { maxCommands: 40 }),
      async (forgetsMissingDefault, commands) => {
        const storage = new InMemoryTokenStorage({ forgetsMissingDefault });
        const real = new ModelledSite(aCoordinator({ storage }));
        const model = emptyModel();
        await fc.asyncModelRun(() => ({ model, real }), commands);
        await expectInvariants(model, real);
        await real.letEverythingBeSaved();
        for (const { id } of model.credentials) {
          expect(real.site.storage.row(id)?.token.accessToken).toBe(real.accessTokenOf(id));
        }
        expect(real.site.clock.pending).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});
