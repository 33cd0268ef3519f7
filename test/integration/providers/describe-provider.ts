import { afterEach, beforeEach, describe, test } from 'vitest';
import type { KeyBinding } from '../../../src/main/oauth2-flows/index.ts';
import type { Capabilities, ProviderDescription } from './capabilities.ts';
import { testFlows } from './flow-tests.ts';
import { ProviderSite, type Provider } from './provider-site.ts';
import { testSignIn } from './sign-in-tests.ts';
import { testTokenLife } from './token-life-tests.ts';

/** What the tests of one provider stand on. */
export interface Bench {
  /** Of the test under way. */
  readonly site: () => ProviderSite;
  readonly description: ProviderDescription;
  /** How a sign-in has to be bound to be taken. */
  readonly bind: KeyBinding;
  /** Either the test of a capability, or the proof that it is missing. */
  readonly capable: (
    capability: keyof Capabilities,
    tests: {
      readonly can: readonly [name: string, run: () => Promise<void>];
      readonly cannot: () => Promise<void>;
    },
  ) => void;
}

/**
 * Holds one provider against this app: every test runs the product's own code. What the provider cannot do is asserted
 * to be really missing.
 *
 * @param name - of the provider and its configuration
 * @param startProvider - a fresh one for each test
 * @param description - what is to be expected of it
 */
export function describeProvider(
  name: string,
  startProvider: () => Promise<Provider>,
  description: ProviderDescription,
): void {
  describe(name, () => {
    let current: ProviderSite | undefined;
    beforeEach(async () => {
      current = new ProviderSite(await startProvider());
    });
    afterEach(() => current?.close());

    const bench: Bench = {
      site: () => {
        if (current === undefined) throw new Error('No test is under way.');
        return current;
      },
      description,
      bind: description.binding === 'required' ? 'to_new_key' : 'none',
      capable: (capability, { can, cannot }) => {
        const has = description.capabilities[capability];
        if (has === true) test(...can);
        else test(`cannot: ${capability} (${has})`, cannot);
      },
    };
    testSignIn(bench);
    testTokenLife(bench);
    testFlows(bench);
  });
}
