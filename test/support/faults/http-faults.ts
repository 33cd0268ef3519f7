import { jsonAnswer, page, pageAnswer, textAnswer } from './answers.ts';
import type { Answer, Fault, FaultGroup, TlsFault, WireFault } from './fault.ts';

/** Seconds until the org wants to be asked again: more than the app waits by itself. */
const farAway = 30;
/** Seconds that the app waits by itself, where a request may be sent again. */
const soon = 1;

const rateLimitBody = {
  errorCode: 'E0000047',
  errorSummary: 'API call exceeded rate limit due to too many requests.',
  errorLink: 'E0000047',
  errorId: 'oaeExample',
  errorCauses: [],
};
const userLimitBody = {
  error: 'invalid_grant',
  error_description: 'You have reached the limit of requests. Please try again later.',
};

/** Faults that any HTTP endpoint can have, whatever it is for. */
export const httpFaults: readonly Fault[] = [
  ...[300, 301, 302, 303, 304, 307, 308].map((status) => redirect(status)),
  answer('302 to nowhere', 'moved', () => ({ status: 302, headers: {}, body: '' })),
  ...[400, 402, 404, 405, 406, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 423, 424, 426]
    .concat([428, 431, 451])
    .map((status) => statusPage(status, 'client_error')),
  ...[401, 403].map((status) => statusPage(status, 'unauthorized')),
  statusPage(407, 'proxy_asks'),
  ...[408, 425].map((status) => statusPage(status, 'too_slow_for_org')),
  ...[500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 522, 524, 529, 599].map((status) =>
    statusPage(status, 'server_error'),
  ),
  answer('500 without a body', 'server_error', () => ({ status: 500, headers: {}, body: '' })),
  answer('503 that says invalid_grant', 'server_error', () =>
    jsonAnswer(503, { error: 'invalid_grant', error_description: 'The token is invalid.' }),
  ),
  {
    ...answer('503 with Retry-After, soon', 'server_error', () =>
      pageAnswer(503, { 'retry-after': String(soon) }),
    ),
    retryIn: soon,
  },
  {
    ...answer('503 with Retry-After, far away', 'server_error', () =>
      pageAnswer(503, { 'retry-after': String(farAway) }),
    ),
    retryIn: farAway,
  },
  ...rateLimits(),
  ...nonsense(),
  ...(['slow_headers', 'slow_body'] as const).map((how) => wire(how, 'slow')),
  ...(['reset', 'reset_in_body', 'cut_off'] as const).map((how) => wire(how, 'lost')),
  ...(['huge', 'huge_without_length'] as const).map((how) => wire(how, 'huge')),
  {
    name: 'the right answer as text/html',
    group: 'content_type',
    act: {
      kind: 'spoil',
      change: (given) => ({ ...given, headers: { ...given.headers, 'content-type': 'text/html' } }),
    },
  },
  {
    name: 'the right answer without a content type',
    group: 'content_type',
    act: { kind: 'spoil', change: (given) => ({ ...given, headers: withoutType(given.headers) }) },
  },
];

/** Faults of the connection to an address of its own. */
export const tlsFaults: readonly Fault[] = [
  tls('unknown_authority', 'certificate'),
  tls('expired_certificate', 'certificate'),
  tls('no_tls', 'lost'),
  tls('reset_in_handshake', 'lost'),
];

function rateLimits(): readonly Fault[] {
  const inSeconds = String(farAway);
  const at = (): Date => new Date(Date.now() + farAway * 1000);
  const reset = (): string => String(Math.ceil(at().getTime() / 1000));
  const told = { retryIn: farAway };
  return [
    {
      ...answer('429 with Retry-After in seconds', 'rate_limit', () =>
        pageAnswer(429, { 'retry-after': inSeconds }),
      ),
      ...told,
    },
    {
      ...answer('429 with Retry-After as a date', 'rate_limit', () =>
        pageAnswer(429, { 'retry-after': at().toUTCString() }),
      ),
      ...told,
    },
    {
      ...answer('429 with X-Rate-Limit-Reset', 'rate_limit', () =>
        pageAnswer(429, { 'x-rate-limit-reset': reset() }),
      ),
      ...told,
    },
    {
      ...answer('429 E0000047 as Okta sends it', 'rate_limit', () =>
        jsonAnswer(429, rateLimitBody, {
          'x-rate-limit-limit': '100',
          'x-rate-limit-remaining': '0',
          'x-rate-limit-reset': reset(),
        }),
      ),
      ...told,
    },
    {
      ...answer('429 that says invalid_grant, with a reset', 'rate_limit', () =>
        jsonAnswer(429, userLimitBody, { 'x-rate-limit-reset': reset() }),
      ),
      ...told,
    },
    answer('429 that says invalid_grant', 'rate_limit', () =>
      jsonAnswer(429, { error: 'invalid_grant' }),
    ),
    answer('429 E0000047 without a header', 'rate_limit', () => jsonAnswer(429, rateLimitBody)),
    answer('429 without a header', 'rate_limit', () => ({ status: 429, headers: {}, body: '' })),
    answer('429 with a header that is none', 'rate_limit', () =>
      pageAnswer(429, { 'retry-after': 'later', 'x-rate-limit-reset': 'soon' }),
    ),
    {
      ...answer('429 with Retry-After, soon', 'rate_limit', () =>
        pageAnswer(429, { 'retry-after': String(soon) }),
      ),
      retryIn: soon,
    },
  ];
}

function nonsense(): readonly Fault[] {
  const bodies: readonly (readonly [string, string])[] = [
    ['an empty body', ''],
    ['JSON that is cut off', '{"access_token":"abc'],
    ['null', 'null'],
    ['a list', '[{}]'],
    ['a text', '"ok"'],
    ['a number', '7'],
    ['an empty object', '{}'],
    ['a page that says it is JSON', page],
    ['bytes that are no text', '\u0000\u0001\uFFFD'],
  ];
  return [
    answer('200 with a page', 'not_an_answer', () => pageAnswer(200)),
    answer('204', 'not_an_answer', () => ({ status: 204, headers: {}, body: '' })),
    ...bodies.map(([name, body]) =>
      answer(`200 with ${name}`, 'not_an_answer', () => textAnswer(200, body)),
    ),
  ];
}

function answer(name: string, group: FaultGroup, make: () => Answer): Fault {
  return { name, group, act: { kind: 'answer', answer: make } };
}

function statusPage(status: number, group: FaultGroup): Fault {
  return answer(`${status} with a page`, group, () => pageAnswer(status));
}

function redirect(status: number): Fault {
  return answer(`${status} to another host`, 'moved', () =>
    pageAnswer(status, { location: 'https://evil.example/' }),
  );
}

function wire(how: WireFault, group: FaultGroup): Fault {
  return { name: how, group, act: { kind: 'wire', how, org: 'not_asked' } };
}

function tls(how: TlsFault, group: FaultGroup): Fault {
  return { name: `tls: ${how}`, group, act: { kind: 'tls', how } };
}

function withoutType(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'content-type'));
}
