import {
  ProofKey,
  seconds,
  type ExpectedIdToken,
  type OAuth2Client,
  type Seconds,
  type Timestamp,
  type TokenContext,
} from '../auth-foundation/index.ts';
import { FlowContext, type RunOptions } from './flow.ts';

/** Whether the tokens of a run are bound to a key that is made for them (RFC 9449), or to none. */
export type KeyBinding = 'to_new_key' | 'none';

/** What a run asks for that ends with tokens. */
export interface TokensWanted {
  readonly scopes: readonly string[];
  /** Authentication context classes, the preferred first. The ID token has to be of one of them. */
  readonly acrValues?: readonly string[];
  /** The longest time since the person signed in to the org; what the ID token says of it is checked. */
  readonly maxAge?: Seconds;
}

/** What a run has to remember that ends with tokens. */
export abstract class TokenFlowContext extends FlowContext {
  /** What is asked for. */
  readonly scopes: readonly string[];
  readonly #acrValues: readonly string[];
  readonly #maxAge: Seconds | null;
  readonly #startedAt: Timestamp;
  #proofKey: ProofKey | null = null;

  /**
   * @param client - that the tokens are for
   * @param wanted - what is asked for
   * @param startedAt - when
   * @param options - see {@link RunOptions}
   */
  constructor(
    client: TokenContext,
    { scopes, acrValues = [], maxAge }: TokensWanted,
    startedAt: Timestamp,
    options: RunOptions,
  ) {
    super(client, options);
    this.scopes = scopes;
    this.#acrValues = acrValues;
    this.#maxAge = maxAge ?? null;
    this.#startedAt = startedAt;
  }

  /** The key that the tokens are to be bound to, or null. */
  get proofKey(): ProofKey | null {
    return this.#proofKey;
  }

  /** Tells whether an ID token is asked for (OpenID Connect Core 1.0, section 3.1.2.1). */
  get wantsIdToken(): boolean {
    return this.scopes.includes('openid');
  }

  /** Tells whether an ID token has to come: also to show that what was asked of the sign-in was done. */
  get needsIdToken(): boolean {
    return this.wantsIdToken || this.#acrValues.length > 0 || this.#maxAge !== null;
  }

  /**
   * What the ID token has to say.
   *
   * @param now - the age that is allowed is what was asked for, counted from when it was
   */
  expected(now: Timestamp): ExpectedIdToken {
    if (this.#maxAge === null) return { acrValues: this.#acrValues };
    const sinceStart = Math.max(0, Math.ceil((now - this.#startedAt) / 1000));
    return { acrValues: this.#acrValues, maxAge: seconds(this.#maxAge + sinceStart) };
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
