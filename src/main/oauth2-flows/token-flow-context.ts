import { ProofKey, type OAuth2Client, type TokenContext } from '../auth-foundation/index.ts';
import { FlowContext, type RunOptions } from './flow.ts';

/** Whether the tokens of a run are bound to a key that is made for them (RFC 9449), or to none. */
export type KeyBinding = 'to_new_key' | 'none';

/** What a run has to remember that ends with tokens. */
export abstract class TokenFlowContext extends FlowContext {
  /** What is asked for. */
  readonly scopes: readonly string[];
  #proofKey: ProofKey | null = null;

  constructor(client: TokenContext, scopes: readonly string[], options: RunOptions) {
    super(client, options);
    this.scopes = scopes;
  }

  /** The key that the tokens are to be bound to, or null. */
  get proofKey(): ProofKey | null {
    return this.#proofKey;
  }

  /** Tells whether an ID token has to come (OpenID Connect Core 1.0, section 3.1.2.1). */
  get wantsIdToken(): boolean {
    return this.scopes.includes('openid');
  }

  /**
   * Makes the key of the run, of a kind that the org can check.
   *
   * @param client - its metadata tells the kinds
   * @param bind - whether there is to be one
   * @throws Failure of class *transient* or *configuration* when the issuer cannot be discovered
   */
  async makeKey(client: OAuth2Client, bind: KeyBinding): Promise<void> {
    if (bind === 'none') return;
    const { dpop_signing_alg_values_supported: supported } = await client.discover();
    this.#proofKey = await ProofKey.generate(supported);
  }
}
