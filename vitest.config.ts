import { defineConfig } from 'vitest/config';
import { testLayers } from './scripts/test/layers.ts';

export default defineConfig({
  test: {
    // A run that leaves tests out, or passes at the second try, tells nothing.
    allowOnly: false,
    passWithNoTests: false,
    maxWorkers: 2,
    projects: testLayers.map(({ name, seconds }) => ({
      test: {
        name,
        include: [`test/${name}/**/*.test.{ts,tsx}`],
        retry: 0,
        testTimeout: seconds * 1000,
        hookTimeout: seconds * 1000,
        // What is waited for comes late on a busy machine.
        expect: { poll: { timeout: seconds * 250 } },
      },
    })),
  },
});
