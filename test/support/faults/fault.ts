import type { JWTPayload } from 'jose';

/** An answer as it goes over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What can go wrong on the way, whatever the org answers. */
export type WireFault =
  | 'slow_headers'
  | 'slow_body'
  | 'reset'
  | 'reset_in_body'
  | 'cut_off'
  | 'huge'
  | 'huge_without_length';

/** What can be wrong with the other end of a TLS connection. */
export type TlsFault =
  'unknown_authority' | 'expired_certificate' | 'no_tls' | 'reset_in_handshake';

/** How an ID token is wrong. */
export interface IdTokenChange {
  /** `undefined` leaves a claim out. */
  readonly claims?: (usual: JWTPayload) => Readonly<Record<string, unknown>>;
  readonly signature?: 'none' | 'of_another_key' | 'broken' | 'with_client_id';
  /** The `kid` in its header. */
  readonly kid?: string;
  /** Takes the place of the whole token. */
  readonly text?: string;
}

/** What a fault does. */
export type Act =
  /** The org, or what is before it, answers so and does nothing. */
  | { readonly kind: 'answer'; readonly answer: () => Answer }
  /** `lost`: the org did what it was asked for, but its answer does not arrive. */
  | { readonly kind: 'wire'; readonly how: WireFault; readonly org: 'not_asked' | 'lost' }
  | { readonly kind: 'tls'; readonly how: TlsFault }
  /** The org does what it was asked for, and its answer arrives like this. */
  | { readonly kind: 'spoil'; readonly change: (answer: Answer) => Answer }
  | { readonly kind: 'id_token'; readonly change: IdTokenChange }
  /** The keys are not those that the org signs with. */
  | { readonly kind: 'other_keys' }
  /** The metadata do not name the endpoint. */
  | { readonly kind: 'no_endpoint' }
  | { readonly kind: 'redirect'; readonly change: (redirect: URL) => URL }
  /** With tokens that are bound to a key: whatever the proof, the org asks for one with another nonce. */
  | { readonly kind: 'nonces_without_end' };

/** What kind of trouble a fault is: what is expected of it, and where it makes no sense, goes by this. */
export type FaultGroup =
  | 'okta_oauth'
  | 'okta_api'
  | 'moved'
  | 'client_error'
  | 'unauthorized'
  | 'proxy_asks'
  | 'too_slow_for_org'
  | 'server_error'
  | 'rate_limit'
  | 'not_an_answer'
  | 'content_type'
  | 'huge'
  | 'slow'
  | 'lost'
  | 'lost_after_rotation'
  | 'certificate'
  | 'fields'
  | 'id_token'
  | 'keys'
  | 'no_endpoint'
  | 'redirect'
  | 'quoted_token'
  | 'proof';

export interface Fault {
  /** Unique. */
  readonly name: string;
  readonly group: FaultGroup;
  readonly act: Act;
  /** Seconds until the org wants to be asked again, when the answer says so. */
  readonly retryIn?: number;
}
