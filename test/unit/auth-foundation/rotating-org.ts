import {
  Failure,
  type CredentialClient,
  type Introspection,
  type RefreshAnswer,
  type ResourceAnswer,
  type Token,
  type UserInfo,
} from '../../../src/main/auth-foundation/index.ts';
import { anIdToken, aToken, aTokenResponse } from '../../support/builders/tokens.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';

/** Whose session it is, and how many began before it. */
export interface SessionFacts {
  readonly person: string;
  readonly number: number;
}

interface Session extends SessionFacts {
  state: 'live' | 'used' | 'ended';
}

/** What becomes of a request. What fails on the way never reaches the org, so nothing is used up. */
export type Fate = 'answered' | 'lost_on_the_way' | 'ended' | 'for_somebody_else';

/** An org that rotates: it takes each refresh token once, and a second time for theft. */
export class RotatingOrg implements CredentialClient {
  /** What an app must never do, as it was done. */
  readonly violations: string[] = [];
  /** What becomes of the next refreshes, in their order; then they are answered. */
  readonly fates: Fate[] = [];
  isReachable = true;
  readonly #sessions = new Map<string, Session>();
  readonly #facts = new Map<string, SessionFacts>();
  #begun = 0;

  /** The token of a new sign-in of somebody. */
  signIn(person: string): Token {
    const token = aToken({ id_token: anIdToken({ sub: person }) });
    this.#begun += 1;
    const facts = { person, number: this.#begun };
    this.#remember(token.accessToken, token.refreshToken ?? '', facts);
    return token;
  }

  /** The session that an access token is of, by the org's own books. */
  sessionOf({ accessToken }: Token): SessionFacts | undefined {
    return this.#facts.get(accessToken);
  }

  /** Whether a refresh with this token would succeed. */
  accepts({ refreshToken = '' }: Token): boolean {
    return this.#sessions.get(refreshToken)?.state === 'live';
  }

  /** The refresh tokens that work. */
  get live(): readonly string[] {
    return [...this.#sessions].filter(([, { state }]) => state === 'live').map(([value]) => value);
  }

  async refresh(token: Token, scopes?: readonly string[]): Promise<RefreshAnswer> {
    await Promise.resolve();
    const fate = this.fates.shift() ?? 'answered';
    if (fate === 'lost_on_the_way' || !this.isReachable) throw new Failure('network_unreachable');
    const answer = this.#answer(token, fate, scopes);
    if (answer === null) throw new Failure('refresh_token_rejected');
    return answer;
  }

  async revoke(value: string): Promise<void> {
    await Promise.resolve();
    if (!this.isReachable) throw new Failure('network_unreachable');
    const session = this.#sessions.get(value);
    if (session !== undefined) session.state = 'ended';
  }

  introspect(): Promise<Introspection> {
    return Promise.resolve({ active: true });
  }

  userInfo(token: Token): Promise<UserInfo> {
    return Promise.resolve({ sub: this.sessionOf(token)?.person ?? 'nobody' });
  }

  requestResource(): Promise<ResourceAnswer> {
    return Promise.resolve({ response: new Response(null, { status: 204 }), challenges: [] });
  }

  #answer(token: Token, fate: Fate, scopes?: readonly string[]): RefreshAnswer | null {
    const session = this.#sessions.get(token.refreshToken ?? '');
    if (session?.state === 'used') this.violations.push(`A used token came from ${token.id}.`);
    if (session?.state !== 'live' || fate === 'ended') {
      if (session !== undefined) session.state = 'ended';
      return null;
    }
    session.state = 'used';
    const person = fate === 'for_somebody_else' ? `not ${session.person}` : session.person;
    const response = aTokenResponse({
      id_token: anIdToken({ sub: person }),
      ...(scopes === undefined ? {} : { scope: scopes.join(' ') }),
    });
    const facts = { person, number: session.number };
    this.#remember(response.access_token, response.refresh_token ?? '', facts);
    return refreshAnswer(response);
  }

  #remember(accessToken: string, refreshToken: string, facts: SessionFacts): void {
    this.#facts.set(accessToken, facts);
    this.#sessions.set(refreshToken, { ...facts, state: 'live' });
  }
}
