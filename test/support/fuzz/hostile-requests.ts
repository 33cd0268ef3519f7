import { Random } from '../crash/random.ts';
import type { Attack, AttackStep, Target } from './attack.ts';

type Maker = (target: Target, random: Random) => Omit<Attack, 'kind'>;

/**
 * Makes the attack of a number: the same seed, number and target give the same bytes. None is the redirect, though
 * many have the right state and only one thing wrong.
 *
 * @param seed - 32 bits of it count
 * @param number - of the attack in its run, from 0
 */
export function attackOf(seed: number, number: number, target: Target): Attack {
  const random = new Random(seed + Math.imul(number, 0x9e3779b9));
  const total = attacks.reduce((sum, { weight }) => sum + weight, 0);
  let ticket = random.below(total);
  for (const { kind, weight, make } of attacks) {
    if (ticket < weight) return { kind, ...make(target, random) };
    ticket -= weight;
  }
  throw new Error('The weights do not add up.');
}

const methods = ['HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT', 'get'];
const strangeMethods = ['FROB', 'GE\tT', 'G', '', 'PRI', 'PROPFIND', 'GET GET'];
const hosts = ['localhost', '127.1', '0.0.0.0', '[::1]', 'evil.example', '2130706433', ''];
const paths = [
  '/',
  '/favicon.ico',
  '/done',
  '//callback',
  '/callback/',
  '/Callback',
  '/%63allback',
];
const fetchMetadata = [
  'Sec-Fetch-Dest: iframe',
  'Sec-Fetch-Dest: image',
  'Sec-Fetch-Mode: cors',
  'Sec-Fetch-Mode: no-cors',
  'Sec-Purpose: prefetch',
];
const chunks = ['zz', '-1', 'ffffffffffffffffff', '5;x=y', '0x5', '', '5\r\nhello\r\n0'];

/** Held and slow ones are few: they take time, and the listener has to bear the others meanwhile. */
const attacks: readonly { kind: string; weight: number; make: Maker }[] = [
  {
    kind: 'another method',
    weight: 10,
    make: (target, random) =>
      whole(target, {
        method: oneOf(random, random.below(4) === 0 ? strangeMethods : methods),
        lines: random.below(3) === 0 ? corsLines : [],
      }),
  },
  {
    kind: 'another host',
    weight: 10,
    make: (target, random) =>
      whole(target, { host: `${oneOf(random, hosts)}:${target.port + random.below(2)}` }),
  },
  {
    kind: 'two hosts',
    weight: 3,
    make: (target, random) => whole(target, { lines: [`Host: ${oneOf(random, hosts)}`] }),
  },
  {
    kind: 'another path',
    weight: 8,
    make: (target, random) =>
      whole(target, { target: `${oneOf(random, paths)}?${query(target.state)}` }),
  },
  {
    kind: 'a guess of the state',
    weight: 20,
    make: (target, random) =>
      whole(target, { target: `${target.path}?${query(nearMiss(target.state, random))}` }),
  },
  {
    kind: 'the callback with another state',
    weight: 10,
    make: (target, random) =>
      whole(target, { target: `${target.path}?${query(letters(random, target.state.length))}` }),
  },
  {
    kind: 'an error with another state',
    weight: 5,
    make: (target, random) => {
      const state = random.below(2) === 0 ? '' : `&state=${nearMiss(target.state, random)}`;
      return whole(target, { target: `${target.path}?error=access_denied${state}` });
    },
  },
  { kind: 'repeated parameters', weight: 10, make: repeatedParameters },
  {
    kind: 'an absolute target',
    weight: 4,
    make: (target, random) => {
      const host = oneOf(random, hosts);
      return whole(target, {
        target: `http://${host}:${target.port}${target.path}?${query(target.state)}`,
      });
    },
  },
  {
    kind: 'a guessed ticket',
    weight: 5,
    make: (target, random) =>
      whole(target, { target: `/${oneOf(random, ['done', 'form'])}/${letters(random, 43)}` }),
  },
  {
    kind: 'a frame, an image, a script',
    weight: 6,
    make: (target, random) => whole(target, { lines: [oneOf(random, fetchMetadata)] }),
  },
  {
    kind: 'a body',
    weight: 5,
    make: (target, random) => {
      const length = 1 + random.below(2000);
      const lines = [`Content-Length: ${length}`];
      return whole(target, { lines, body: letters(random, random.below(length + 1)) });
    },
  },
  {
    kind: 'chunks',
    weight: 5,
    make: (target, random) =>
      whole(target, {
        lines: ['Transfer-Encoding: chunked'],
        body: `${oneOf(random, chunks)}\r\n${letters(random, random.below(50))}\r\n\r\n`,
      }),
  },
  {
    kind: 'two framings',
    weight: 2,
    make: (target, random) =>
      whole(target, {
        lines: ['Transfer-Encoding: chunked', `Content-Length: ${random.below(9)}`],
        body: '0\r\n\r\n',
      }),
  },
  {
    kind: 'the redirect behind another request',
    weight: 5,
    make: (target, random) => {
      const first = request(target, { target: oneOf(random, paths) });
      const rest = Array.from({ length: 1 + random.below(4) }, () => request(target, {}));
      return read([first, ...rest].join(''));
    },
  },
  { kind: 'a bomb of headers', weight: 2, make: headerBomb },
  {
    kind: 'a long query',
    weight: 2,
    make: (target, random) => {
      const padding = 'a=b&'.repeat(1 + random.below(random.below(4) === 0 ? 20_000 : 2000));
      return whole(target, { target: `${target.path}?${padding}${query('x')}` });
    },
  },
  {
    kind: 'broken percent-encoding',
    weight: 4,
    make: (target, random) => {
      const broken = oneOf(random, ['%', '%0', '%zz', '%00', '%C0%80', '%ff%fe', '+', '%25']);
      return whole(target, { target: `${target.path}?${query(target.state)}${broken}` });
    },
  },
  {
    kind: 'a fragment',
    weight: 2,
    make: (target) => whole(target, { target: `${target.path}?${query(target.state)}#x` }),
  },
  {
    kind: 'another version',
    weight: 3,
    make: (target, random) => {
      const version = oneOf(random, ['HTTP/0.9', 'HTTP/1.1x', 'HTTP/2.0', 'HTTP/9.9', 'HTTPS/1.1']);
      return whole(target, { version });
    },
  },
  { kind: 'a damaged request', weight: 12, make: damaged },
  {
    kind: 'random bytes',
    weight: 8,
    make: (_target, random) => read(bytes(random, 1 + random.below(400))),
  },
  {
    kind: 'a TLS client',
    weight: 3,
    make: (_target, random) =>
      read(Buffer.concat([Buffer.from([0x16, 3, 1, 2, 0, 1]), bytes(random, 200)])),
  },
  {
    kind: 'a reset in the middle',
    weight: 8,
    make: (target, random) => ({
      steps: [send(part(request(target, {}), random))],
      ending: 'reset',
    }),
  },
  {
    kind: 'a reset after a whole request',
    weight: 3,
    make: (target) => ({
      steps: [send(request(target, { target: `${target.path}?${query('x')}` }))],
      ending: 'reset',
    }),
  },
  {
    kind: 'half a request, held',
    weight: 3,
    make: (target, random) => ({
      steps: [send(part(request(target, {}), random))],
      ending: 'hold',
    }),
  },
  { kind: 'nothing, held', weight: 2, make: () => ({ steps: [], ending: 'hold' }) },
  {
    kind: 'byte by byte',
    weight: 1,
    make: (target, random) => {
      const slow = Buffer.from(request(target, { target: `/${letters(random, 5)}` }));
      const steps = [...slow].flatMap((byte) => [send(Buffer.of(byte)), wait(1 + random.below(3))]);
      return { steps, ending: 'read' };
    },
  },
];

const corsLines = [
  'Origin: https://example.okta.com',
  'Access-Control-Request-Method: GET',
  'Access-Control-Request-Private-Network: true',
];

interface RequestParts {
  readonly method?: string;
  readonly target?: string;
  readonly version?: string;
  readonly host?: string;
  readonly lines?: readonly string[];
  readonly body?: string;
}

/** A request that would be the redirect but for the parts that are given. */
function request(target: Target, parts: RequestParts): string {
  const { method = 'GET', version = 'HTTP/1.1', lines = [], body = '' } = parts;
  const { target: where = `${target.path}?${query(target.state)}` } = parts;
  const { host = `127.0.0.1:${target.port}` } = parts;
  const head = [`${method} ${where} ${version}`, `Host: ${host}`, ...lines];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

function whole(target: Target, parts: RequestParts): Omit<Attack, 'kind'> {
  return read(request(target, parts));
}

function read(content: string | Buffer): Omit<Attack, 'kind'> {
  return { steps: [send(content)], ending: 'read' };
}

function query(state: string): string {
  return `code=stolen&state=${state}`;
}

/** As near to the state as can be. */
function nearMiss(state: string, random: Random): string {
  const at = random.below(state.length);
  const [before, letter = '', after] = [state.slice(0, at), state[at], state.slice(at + 1)];
  return oneOf(random, [
    `${before}${after}`,
    `${before}${letter}${letter}${after}`,
    `${before}${letter === 'x' ? 'y' : 'x'}${after}`,
    state.slice(0, at),
    `${state}${letter}`,
    `${state}%00`,
    `%20${state}`,
    `${state}+`,
    `${state}%E2%80%8B`,
    state === state.toUpperCase() ? state.toLowerCase() : state.toUpperCase(),
    '',
  ]);
}

function repeatedParameters(target: Target, random: Random): Omit<Attack, 'kind'> {
  const repeated = oneOf(random, [
    `state=${target.state}`,
    `state=${letters(random, 43)}`,
    `st%61te=${target.state}`,
    'code=other',
    'cod%65=other',
    'state',
  ]);
  const parameters = [repeated, query(target.state)];
  if (random.below(2) === 0) parameters.reverse();
  return whole(target, { target: `${target.path}?${parameters.join('&')}` });
}

function headerBomb(target: Target, random: Random): Omit<Attack, 'kind'> {
  const lines =
    random.below(2) === 0
      ? Array.from({ length: 1 + random.below(3000) }, (_, at) => `X-${at}: ${letters(random, 4)}`)
      : [`X-Long: ${'x'.repeat(random.below(200_000))}`];
  return whole(target, { target: `${target.path}?${query('x')}`, lines });
}

/** Without the state: a damage may leave a request as it was. */
function damaged(target: Target, random: Random): Omit<Attack, 'kind'> {
  const content = Buffer.from(request(target, { target: `${target.path}?${query('x')}` }));
  for (let count = 1 + random.below(8); count > 0; count -= 1) {
    content[random.below(content.length)] = random.below(256);
  }
  return read(content);
}

function send(content: string | Buffer): AttackStep {
  return { kind: 'send', bytes: Buffer.from(content) };
}

function wait(time: number): AttackStep {
  return { kind: 'wait', time };
}

/** The beginning of a text, never the whole of it. */
function part(text: string, random: Random): string {
  return text.slice(0, random.below(text.length - 1));
}

function letters(random: Random, length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return Array.from({ length }, () => alphabet[random.below(alphabet.length)]).join('');
}

function bytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

function oneOf(random: Random, items: readonly string[]): string {
  return random.pick(items) ?? '';
}
