/**
 * The part of `oidc-provider` 9.13 (and of the Koa context it hands out) that the Okta-like org uses.
 * The package ships no types of its own.
 */
declare module 'oidc-provider' {
  import type { EventEmitter } from 'node:events';
  import type { IncomingMessage, ServerResponse } from 'node:http';

  /** A Koa context; `oidc` exists only inside the provider's own routes. */
  export interface KoaContext {
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
    readonly method: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string | string[] | undefined>>;
    readonly cookies: {
      get(name: string, options?: { signed?: boolean }): string | undefined;
      set(name: string, value: string | null, options?: CookieOptions): void;
    };
    readonly oidc?: OidcContext;
    status: number;
    body: unknown;
    type: string;
    respond?: boolean;
    url: string;
    get(name: string): string;
    set(name: string, value: string | string[]): void;
    remove(name: string): void;
    redirect(url: string): void;
  }

  export interface CookieOptions {
    httpOnly?: boolean;
    path?: string;
    sameSite?: 'lax' | 'strict';
    signed?: boolean;
    expires?: Date;
  }

  /** The context inside the provider's own routes, as its configuration functions receive it. */
  export interface ProviderContext extends KoaContext {
    readonly oidc: OidcContext;
  }

  export type Middleware = (ctx: KoaContext, next: () => Promise<void>) => Promise<void>;

  export interface OidcContext {
    readonly route: string;
    readonly params: { scope?: string; client_id?: string };
    readonly requestParamScopes: ReadonlySet<string>;
    readonly entities: {
      readonly AccessToken?: AccessToken;
      readonly AuthorizationCode?: GrantSource;
      readonly RefreshToken?: GrantSource;
      readonly RotatedRefreshToken?: { readonly jti: string };
    };
    readonly client: Client;
    readonly account: { readonly accountId: string };
    readonly provider: Provider;
  }

  /** What a sign-in left for its tokens. */
  export interface GrantSource {
    readonly authTime?: number;
    readonly nonce?: string;
    readonly claims?: {
      readonly id_token?: { readonly acr?: { readonly values?: readonly string[] } };
    };
  }

  export interface RefreshTokenInput {
    readonly client: Client | undefined;
    readonly accountId: string;
    readonly grantId: string;
    readonly scope: string;
    readonly amr: readonly string[];
    readonly authTime: number | undefined;
    readonly rotations: number;
    /** Seconds. */
    readonly expiresIn: number;
  }

  export interface Client {
    readonly clientId: string;
    grantTypeAllowed(grantType: string): boolean;
  }

  export interface AccessToken {
    readonly jti: string;
    readonly accountId: string;
    readonly clientId: string;
    readonly grantId: string;
    readonly scope?: string;
    readonly expiration: number;
    readonly iat?: number;
  }

  export interface Grant {
    readonly jti: string;
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  export interface Session {
    readonly jti: string;
    save(secondsToLive: number): Promise<string>;
  }

  export interface Interaction {
    readonly uid: string;
    readonly params: Readonly<Record<string, string | undefined>>;
    session?: { readonly accountId: string } | undefined;
    persist(): Promise<string>;
  }

  export interface InteractionResult {
    readonly login?: {
      readonly accountId: string;
      readonly amr: readonly string[];
      readonly ts: number;
      readonly remember: boolean;
    };
    readonly error?: string;
    readonly error_description?: string;
  }

  /** An error of the provider; `error_detail` says internally what `error_description` hides. */
  export interface ProviderError extends Error {
    readonly error?: string;
    readonly error_description?: string;
    readonly error_detail?: string;
    readonly scope?: string;
  }

  export interface StoredPayload {
    readonly [field: string]: unknown;
    readonly uid?: string;
    readonly grantId?: string;
    readonly clientId?: string;
    readonly accountId?: string;
    readonly scope?: string;
  }

  export interface Adapter {
    upsert(id: string, payload: StoredPayload, secondsToLive?: number): Promise<void>;
    find(id: string): Promise<StoredPayload | undefined>;
    findByUid(uid: string): Promise<StoredPayload | undefined>;
    findByUserCode(userCode: string): Promise<StoredPayload | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  /** A prompt of the interaction policy with its checks. */
  export interface Prompt {
    readonly checks: { clear(): void };
  }

  export const interactionPolicy: {
    base(): { get(name: string): Prompt | undefined };
  };

  export class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>);
    readonly issuer: string;
    readonly Grant: new (of: { accountId: string; clientId: string }) => Grant;
    readonly Session: new (of: { accountId: string; loginTs: number; amr: string[] }) => Session;
    readonly RefreshToken: new (input: RefreshTokenInput) => { save(): Promise<string> };
    readonly Client: { find(clientId: string): Promise<Client | undefined> };
    use(middleware: Middleware): this;
    on(
      event: 'grant.error',
      listener: (ctx: KoaContext, error: ProviderError) => void,
    ): EventEmitter;
    on(event: 'server_error', listener: (ctx: KoaContext, error: Error) => void): EventEmitter;
    on(event: 'error', listener: (error: Error) => void): EventEmitter;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionResult(
      request: IncomingMessage,
      response: ServerResponse,
      result: InteractionResult,
    ): Promise<string>;
  }
}
