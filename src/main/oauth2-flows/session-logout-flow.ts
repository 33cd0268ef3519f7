import { createHash, timingSafeEqual } from 'node:crypto';
import {
  codeOfRefusal,
  Failure,
  oauthRefusal,
  openSecret,
  Secret,
  type OAuth2Client,
  type TokenContext,
} from '../auth-foundation/index.ts';
import { newState } from './authorization-request.ts';
import { FlowContext, type Flow, type RunOptions } from './flow.ts';

/** Whose session in the browser is to end, and where the browser goes then. */
export interface LogoutRequest {
  /** Of that session; it may have expired. */
  readonly idToken: Secret;
  /** Exactly as registered, without a query. */
  readonly postLogoutRedirectUri: string;
  /** Made by `newState` when the listener has to know it first; else made here. */
  readonly state?: Secret;
  /** Languages of the org's pages, as BCP 47 tags, the preferred first. */
  readonly uiLocales?: readonly string[];
}

/** What one run of the flow has to remember. */
export class LogoutContext extends FlowContext {
  readonly postLogoutRedirectUri: string;
  readonly state: Secret;

  constructor(
    client: TokenContext,
    { postLogoutRedirectUri, state = newState() }: LogoutRequest,
    options: RunOptions,
  ) {
    super(client, options);
    this.postLogoutRedirectUri = postLogoutRedirectUri;
    this.state = state;
  }
}

/** A form that the browser sends with POST: in a URL, the ID token would be in arguments, histories and logs. */
export interface LogoutForm {
  readonly action: URL;
  readonly fields: Readonly<Record<string, Secret>>;
}

/** What the browser is given, and what the run is resumed with. */
export interface StartedLogout {
  readonly context: LogoutContext;
  readonly form: LogoutForm;
}

/**
 * Ends the session that the system browser has at the org (OpenID Connect RP-Initiated Logout 1.0). Tokens stay as
 * they are.
 */
export class SessionLogoutFlow implements Flow<LogoutRequest, StartedLogout, URL, void> {
  readonly #client: OAuth2Client;

  /** @param client - that the session's ID token was issued to */
  constructor(client: OAuth2Client) {
    this.#client = client;
  }

  /**
   * Begins a run.
   *
   * @returns the form for the browser, and the context to resume with
   * @throws Failure of class *transient* or *configuration*: `sign_out_unsupported` when the org has no place for it
   */
  async start(request: LogoutRequest, options: RunOptions = {}): Promise<StartedLogout> {
    const context = new LogoutContext(this.#client.context, request, options);
    const action = await context.prepare(async () => {
      const { end_session_endpoint: endpoint } = await this.#client.discover();
      if (endpoint === undefined) throw new Failure('sign_out_unsupported');
      return new URL(endpoint);
    });
    context.tell({ kind: 'waiting_for_person' });
    return { context, form: { action, fields: this.#fieldsOf(request, context) } };
  }

  /**
   * Ends a run: checks that the browser came back from where it was sent to.
   *
   * @param context - of the run's {@link start}
   * @param returned - the URL that the browser was sent to, with its query
   * @throws Failure `authorization_rejected` when it did not, and of any class but *storage* when the org refused
   */
  async resume(context: LogoutContext, returned: URL): Promise<void> {
    context.use(this.#client.context);
    await context.conclude(() => {
      checkReturn(context, returned);
      return Promise.resolve();
    });
  }

  cancel(context: LogoutContext): void {
    context.cancel();
  }

  #fieldsOf(
    { idToken, uiLocales = [] }: LogoutRequest,
    { postLogoutRedirectUri, state }: LogoutContext,
  ): Readonly<Record<string, Secret>> {
    return {
      id_token_hint: idToken,
      post_logout_redirect_uri: new Secret(postLogoutRedirectUri),
      state,
      client_id: new Secret(this.#client.context.clientId),
      ...(uiLocales.length === 0 ? {} : { ui_locales: new Secret(uiLocales.join(' ')) }),
    };
  }
}

function checkReturn({ postLogoutRedirectUri, state }: LogoutContext, returned: URL): void {
  if (returned.origin + returned.pathname !== postLogoutRedirectUri) {
    reject('the browser came back to another address');
  }
  const [given, ...others] = returned.searchParams.getAll('state');
  if (given === undefined || others.length > 0 || !isSame(given, openSecret(state))) {
    reject('the browser came back with another state');
  }
  // Only now are its words the org's.
  const error = returned.searchParams.get('error');
  if (error === null) return;
  const refusal = oauthRefusal(error, returned.searchParams.get('error_description') ?? undefined);
  throw new Failure(codeOfRefusal(refusal, 'sign_out'), { detail: refusal.words });
}

/** Compares in a time that tells nothing of where the texts differ. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function reject(detail: string): never {
  throw new Failure('authorization_rejected', { detail });
}
