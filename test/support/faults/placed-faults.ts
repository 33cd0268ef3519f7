import { reachableApiErrors, reachableOAuthErrors } from '../okta-errors/reachability.ts';
import { jsonAnswer, pageAnswer, withFields } from './answers.ts';
import { browserEndpoints, endpoints, placeOf, signInGrants, type Endpoint } from './endpoints.ts';
import { oktaApiError, oktaOAuthError } from './okta-error.ts';
import type { Answer, Fault, FaultGroup, IdTokenChange, WireFault } from './fault.ts';

/** Faults that make sense at some endpoints alone. */
export interface PlacedFaults {
  readonly at: readonly Endpoint[];
  /** Why they make no sense at the others. */
  readonly elsewhere: string;
  readonly faults: readonly Fault[];
}

const withTokens: readonly Endpoint[] = [...signInGrants, 'refresh'];
/** The gateway stands before these too, whatever Okta’s tables are about. */
const withoutTable: readonly Endpoint[] = ['discovery', 'keys', 'keys_at_refresh'];
const notThere = 'Okta’s tables have no such error there (reachability.ts)';
const hour = 3600;
/** As long as a token, so that a text with it has to be redacted. */
const quoted = `canary-${'q'.repeat(40)}`;

/** Every fault that is not of HTTP itself. */
export const placedFaults: readonly PlacedFaults[] = [
  {
    at: withTokens,
    elsewhere: 'the answer there has no tokens',
    faults: [
      ...fields(
        'access_token',
        ['missing', undefined],
        ['null', null],
        ['a number', 7],
        ['empty', ''],
      ),
      ...fields('token_type', ['missing', undefined], ['a number', 7], ['an unknown one', 'mac']),
      ...fields('expires_in', ['missing', undefined], ['a numeric text', '3600']),
      ...fields('expires_in', ['a text', 'soon'], ['negative', -1]),
      ...fields('scope', ['missing', undefined], ['a list', ['openid']]),
      ...fields('refresh_token', ['missing', undefined], ['a number', 7]),
      ...fields('id_token', ['missing', undefined], ['a number', 7], ['empty', '']),
    ],
  },
  {
    at: withTokens,
    elsewhere: 'the answer there has no ID token',
    faults: [
      idToken('iss of another issuer', { claims: () => ({ iss: 'https://evil.example' }) }),
      idToken('iss missing', { claims: () => ({ iss: undefined }) }),
      idToken('aud of another client', { claims: () => ({ aud: '0oaOther' }) }),
      idToken('aud missing', { claims: () => ({ aud: undefined }) }),
      idToken('several aud without azp', { claims: ({ aud }) => ({ aud: [aud, '0oaOther'] }) }),
      idToken('azp of another client', { claims: () => ({ azp: '0oaOther' }) }),
      idToken('expired', { claims: ({ iat = 0 }) => ({ exp: iat - hour, iat: iat - 2 * hour }) }),
      idToken('not valid yet', { claims: ({ iat = 0 }) => ({ nbf: iat + hour }) }),
      idToken('issued in the future', { claims: ({ iat = 0 }) => ({ iat: iat + hour }) }),
      idToken('issued long ago', { claims: ({ iat = 0 }) => ({ iat: iat - hour }) }),
      idToken('exp missing', { claims: () => ({ exp: undefined }) }),
      idToken('iat missing', { claims: () => ({ iat: undefined }) }),
      idToken('sub missing', { claims: () => ({ sub: undefined }) }),
      idToken('sub a number', { claims: () => ({ sub: 7 }) }),
      idToken('at_hash of another token', {
        claims: () => ({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }),
      }),
      idToken('unknown key', { signature: 'of_another_key', kid: 'nobody-knows' }),
      idToken('signed with another key', { signature: 'of_another_key' }),
      idToken('broken signature', { signature: 'broken' }),
      idToken('alg none', { signature: 'none' }),
      idToken('HS256 with the client ID', { signature: 'with_client_id' }),
      idToken('not a JWT', { text: 'eyJ-no-token' }),
      idToken('encrypted', { text: 'eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d' }),
    ],
  },
  {
    at: ['token'],
    elsewhere: 'no nonce was sent with the request',
    faults: [
      idToken('nonce of another run', { claims: () => ({ nonce: 'other' }) }),
      idToken('nonce missing', { claims: () => ({ nonce: undefined }) }),
    ],
  },
  {
    at: ['refresh'],
    elsewhere: 'there is no session that its person could differ from',
    faults: [idToken('of another person', { claims: () => ({ sub: '00uEve' }) })],
  },
  {
    at: ['keys', 'keys_at_refresh'],
    elsewhere: 'the answer there has no keys',
    faults: [
      { name: 'keys of other names', group: 'keys', act: { kind: 'other_keys' } },
      answered('keys: none', 'keys', () => jsonAnswer(200, { keys: [] })),
      answered('keys: not a list', 'keys', () => jsonAnswer(200, { keys: 'all' })),
      answered('keys: not keys', 'keys', () => jsonAnswer(200, { keys: [7] })),
    ],
  },
  {
    at: ['discovery'],
    elsewhere: 'the answer there has no metadata',
    faults: [
      ...fields(
        'issuer',
        ['missing', undefined],
        ['a number', 7],
        ['another', 'https://evil.example'],
      ),
      ...fields(
        'token_endpoint',
        ['a number', 7],
        ['over plain HTTP', 'http://evil.example/token'],
      ),
      ...fields('token_endpoint', ['no address', 'javascript:alert(1)'], ['missing', undefined]),
      ...fields('jwks_uri', ['a number', 7], ['over plain HTTP', 'http://evil.example/keys']),
    ],
  },
  {
    at: ['userinfo'],
    elsewhere: 'the answer there does not say whose claims they are',
    faults: fields('sub', ['missing', undefined], ['a number', 7], ['of another person', '00uEve']),
  },
  {
    at: ['introspect'],
    elsewhere: 'the answer there does not tell whether a token works',
    faults: fields('active', ['missing', undefined], ['a text', 'true'], ['null', null]),
  },
  {
    at: ['device'],
    elsewhere: 'the answer there has no code for another device',
    faults: [
      ...fields('device_code', ['missing', undefined], ['a number', 7]),
      ...fields('user_code', ['missing', undefined], ['a number', 7]),
      ...fields('verification_uri', ['missing', undefined], ['unsafe', 'javascript:alert(1)']),
      ...fields('verification_uri', ['over plain HTTP', 'http://evil.example/activate']),
      ...fields('expires_in', ['a word', 'soon'], ['null', null]),
      ...fields('interval', ['missing', undefined], ['a text', 'often']),
    ],
  },
  {
    at: ['pushed_request'],
    elsewhere: 'the answer there has no request URI',
    faults: fields('request_uri', ['missing', undefined], ['a number', 7], ['empty', '']),
  },
  {
    at: endpoints.filter((endpoint) => endpoint !== 'discovery'),
    elsewhere: 'the metadata do not name the place of the metadata',
    faults: [
      { name: 'the metadata do not name it', group: 'no_endpoint', act: { kind: 'no_endpoint' } },
    ],
  },
  {
    at: endpoints.filter((endpoint) => !['authorize', 'logout'].includes(endpoint)),
    elsewhere: 'the browser brings the words back: there they are a parameter of the redirect',
    faults: [
      answered('400 that quotes a token', 'quoted_token', () =>
        jsonAnswer(400, { error: 'invalid_request', error_description: `What is ${quoted}?` }),
      ),
    ],
  },
  {
    at: ['refresh'],
    elsewhere: 'no session depends on the answer',
    faults: [
      ...(['slow_headers', 'slow_body', 'reset', 'reset_in_body', 'cut_off', 'huge'] as const).map(
        (how) => lost(how),
      ),
      spoiled('200 with a page, after the rotation', 'lost_after_rotation', () => pageAnswer(200)),
      spoiled('502 with a page, after the rotation', 'lost_after_rotation', () => pageAnswer(502)),
    ],
  },
  {
    at: ['token', 'refresh', 'userinfo'],
    elsewhere:
      'no proof is sent there that another request of this list does not send in the same way',
    faults: [
      {
        name: 'a nonce for the proof, again and again',
        group: 'proof',
        act: { kind: 'nonces_without_end' },
      },
    ],
  },
  {
    at: ['authorize'],
    elsewhere: 'the browser brings nothing back from there',
    faults: [
      redirected('state of another run', { state: 'other' }),
      redirected('state missing', { state: null }),
      redirected('an error with the state of another run', {
        state: 'other',
        error: 'access_denied',
      }),
      redirected('iss of another issuer', { iss: 'https://evil.example' }),
      redirected('iss missing', { iss: null }),
      redirected('code missing', { code: null }),
      redirected('a signed response', { code: null, response: 'eyJhbGciOiJub25lIn0.e30.' }),
      {
        name: 'state twice',
        group: 'redirect',
        act: { kind: 'redirect', change: (url) => twice(url, 'state') },
      },
      {
        name: 'code twice',
        group: 'redirect',
        act: { kind: 'redirect', change: (url) => twice(url, 'code') },
      },
      elsewhereTo(),
      redirected('an error that quotes a token', {
        code: null,
        error: 'invalid_request',
        error_description: `What is ${quoted}?`,
      }),
    ],
  },
  {
    at: ['logout'],
    elsewhere: 'the browser brings nothing back from a sign-out there',
    faults: [
      redirected('sign-out: state of another run', { state: 'other' }),
      redirected('sign-out: state missing', { state: null }),
      redirected('sign-out: an error with the state of another run', { state: 'x', error: 'e' }),
      redirected('sign-out: an error that quotes a token', {
        error: 'invalid_request',
        error_description: `What is ${quoted}?`,
      }),
      {
        name: 'sign-out: state twice',
        group: 'redirect',
        act: { kind: 'redirect', change: (url) => twice(url, 'state') },
      },
    ],
  },
  ...oktaFaults(),
];

/** Every OAuth and API error of Okta, where it can occur. */
function oktaFaults(): readonly PlacedFaults[] {
  const placed = [
    ...reachableOAuthErrors.flatMap(({ places, names }) =>
      names.flatMap((name) => oauthFaults(name, endpointsOf(places))),
    ),
    ...reachableApiErrors.flatMap(({ places, names }) =>
      names.map((code) => apiFault(code, [...endpointsOf(places), ...withoutTable])),
    ),
  ];
  return placed.filter(({ at }) => at.length > 0);
}

function oauthFaults(name: string, at: readonly Endpoint[]): readonly PlacedFaults[] {
  const { statusCode, errorCode: error, errorDescription } = oktaOAuthError(name);
  const words = { error, error_description: errorDescription };
  const answer = answered(`okta: ${name}`, 'okta_oauth', () => jsonAnswer(statusCode, words));
  const back = {
    ...redirected(`okta: ${name}`, { code: null, ...words }),
    group: 'okta_oauth',
  } as const;
  const comesBack = (endpoint: Endpoint): boolean => browserEndpoints.includes(endpoint);
  return [
    { at: at.filter((each) => !comesBack(each)), elsewhere: notThere, faults: [answer] },
    { at: at.filter(comesBack), elsewhere: notThere, faults: [back] },
  ];
}

function apiFault(code: string, at: readonly Endpoint[]): PlacedFaults {
  const { statusCode, errorSummary } = oktaApiError(code);
  const body = { errorCode: code, errorSummary, errorLink: code, errorId: 'oae', errorCauses: [] };
  const fault = answered(`okta: ${code}`, 'okta_api', () => jsonAnswer(statusCode, body));
  return { at: [...new Set(at)], elsewhere: notThere, faults: [fault] };
}

function endpointsOf(places: readonly string[]): readonly Endpoint[] {
  return endpoints.filter((endpoint) => places.some((place) => place === placeOf[endpoint]));
}

function fields(
  field: string,
  ...values: readonly (readonly [what: string, value: unknown])[]
): readonly Fault[] {
  return values.map(([what, value]) =>
    spoiled(`${field} ${what}`, 'fields', (answer) => withFields(answer, { [field]: value })),
  );
}

function spoiled(name: string, group: FaultGroup, change: (answer: Answer) => Answer): Fault {
  return { name, group, act: { kind: 'spoil', change } };
}

function answered(name: string, group: FaultGroup, answer: () => Answer): Fault {
  return { name, group, act: { kind: 'answer', answer } };
}

function idToken(name: string, change: IdTokenChange): Fault {
  return { name: `ID token: ${name}`, group: 'id_token', act: { kind: 'id_token', change } };
}

function lost(how: WireFault): Fault {
  const group = 'lost_after_rotation';
  return { name: `${how}, after the rotation`, group, act: { kind: 'wire', how, org: 'lost' } };
}

/** @param parameters - null takes one away */
function redirected(name: string, parameters: Readonly<Record<string, string | null>>): Fault {
  const change = (redirect: URL): URL => {
    const changed = new URL(redirect);
    for (const [parameter, value] of Object.entries(parameters)) {
      if (value === null) changed.searchParams.delete(parameter);
      else changed.searchParams.set(parameter, value);
    }
    return changed;
  };
  return { name, group: 'redirect', act: { kind: 'redirect', change } };
}

function elsewhereTo(): Fault {
  const change = (redirect: URL): URL => new URL(`/other${redirect.search}`, redirect);
  return { name: 'another address', group: 'redirect', act: { kind: 'redirect', change } };
}

function twice(redirect: URL, parameter: string): URL {
  const changed = new URL(redirect);
  changed.searchParams.append(parameter, changed.searchParams.get(parameter) ?? '');
  return changed;
}
