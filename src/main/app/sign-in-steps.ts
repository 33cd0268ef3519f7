import type { OAuth2Client, Token } from '../auth-foundation/index.ts';
import type { SignInIntent, SignInPhase } from './sign-in-attempt.ts';

/** What one way to sign in is given for one attempt. */
export interface SignInSteps {
  readonly intent: SignInIntent;
  /** Of the intent's issuer and client. */
  readonly client: OAuth2Client;
  /** Is aborted when the person cancels. */
  readonly signal: AbortSignal;
  /** Shows where the attempt stands. */
  readonly enter: (phase: SignInPhase) => void;
  /** Opens a page in the system browser, and shows when that did not work. Rejects never. */
  readonly openBrowser: (url: URL) => void;
  /** Makes the tokens durable. @throws Failure of class *storage*; the attempt then holds them for another try */
  readonly keep: (token: Token) => Promise<void>;
}

/** One way to sign in: it ends when the tokens are kept. @throws Failure */
export type SignInWay = (steps: SignInSteps) => Promise<void>;
