import { describe, expect, test } from 'vitest';
import {
  Failure,
  lookUpIssuer,
  seconds,
  type HttpFetch,
} from '../../../src/main/auth-foundation/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { EagerClock } from '../../support/fakes/eager-clock.ts';

const oidcPath = '/.well-known/openid-configuration';
const oauthPath = '/.well-known/oauth-authorization-server';
const place = 'https://example.okta.com/oauth2/default';
const metadata = {
  issuer: place,
  authorization_endpoint: `${place}/v1/authorize`,
  token_endpoint: `${place}/v1/token`,
};

type Answer = () => Response | Promise<Response>;

/** Looks an address up in a world of documents, by their URL. */
function site(documents: Readonly<Record<string, Answer>>) {
  const asked: string[] = [];
  const agents: (string | undefined)[] = [];
  const fetch: HttpFetch = async (url, { headers }) => {
    asked.push(url);
    agents.push(headers['user-agent']);
    return (documents[url] ?? (() => new Response('', { status: 404 })))();
  };
  const ports = { fetch, clock: new EagerClock(), userAgent: 'Test/1' };
  const lookUp = (address: string, clientId: string | null = null) =>
    lookUpIssuer(new URL(address), clientId, ports);
  return { asked, agents, lookUp };
}

const document =
  (changes: Readonly<Record<string, unknown>> = {}): Answer =>
  () =>
    Response.json({ ...metadata, ...changes });

describe('an issuer is looked up', () => {
  test('at the address that was given, by an app that says its name', async () => {
    const { asked, agents, lookUp } = site({ [place + oidcPath]: document() });
    expect(await lookUp(place)).toMatchObject(metadata);
    expect(asked).toEqual([place + oidcPath]);
    expect(agents).toEqual(['Test/1']);
  });

  test.each([`${place}/`, `${place}?iss=1#top`])('at %s as well', async (address) => {
    const { lookUp } = site({ [place + oidcPath]: document() });
    expect((await lookUp(address)).issuer).toBe(place);
  });

  test('for a client, when that is known', async () => {
    const url = `${place}${oidcPath}?client_id=0oa%261`;
    const { asked, lookUp } = site({ [url]: document() });
    await lookUp(place, '0oa&1');
    expect(asked).toEqual([url]);
  });

  test('and may be another one than the address, for the person to decide', async () => {
    const issuer = 'https://login.example.com/oauth2/default';
    const { lookUp } = site({ [place + oidcPath]: document({ issuer }) });
    expect((await lookUp(place)).issuer).toBe(issuer);
  });

  test('in the documents of OAuth, where there is none of OpenID Connect', async () => {
    const { asked, lookUp } = site({ [place + oauthPath]: document() });
    expect((await lookUp(place)).issuer).toBe(place);
    expect(asked).toEqual([
      place + oidcPath,
      `https://example.okta.com${oauthPath}/oauth2/default`,
      place + oauthPath,
    ]);
  });

  test('in each document once', async () => {
    const { asked, lookUp } = site({});
    const failure = await failureOf(lookUp('https://example.okta.com'));
    expect(failure.code).toBe('discovery_failed');
    expect(asked).toEqual([
      `https://example.okta.com${oidcPath}`,
      `https://example.okta.com${oauthPath}`,
    ]);
  });

  test('on this machine over plain HTTP', async () => {
    const local = 'http://127.0.0.1:8080';
    const changes = {
      issuer: local,
      authorization_endpoint: `${local}/authorize`,
      token_endpoint: `${local}/token`,
    };
    const { lookUp } = site({ [local + oidcPath]: document(changes) });
    expect((await lookUp(local)).issuer).toBe(local);
  });
});

describe('nothing is found', () => {
  test('over plain HTTP elsewhere, which is not asked', async () => {
    const { asked, lookUp } = site({});
    expect((await failureOf(lookUp('http://example.okta.com'))).code).toBe('discovery_failed');
    expect(asked).toEqual([]);
  });

  test.each(['issuer', 'authorization_endpoint', 'token_endpoint'])('without %s', async (field) => {
    const { lookUp } = site({ [place + oidcPath]: document({ [field]: undefined }) });
    const { failureClass } = await failureOf(lookUp(place));
    expect(['configuration', 'transient']).toContain(failureClass);
  });

  test.each(['http://example.okta.com', 'http://127.0.0.1', 'words', 7])(
    'when the issuer is %j',
    async (issuer) => {
      const { lookUp } = site({ [place + oidcPath]: document({ issuer }) });
      await failureOf(lookUp(place));
    },
  );

  test('along a redirect', async () => {
    const headers = { location: 'https://evil.example' };
    const { lookUp } = site({
      [place + oidcPath]: () => new Response(null, { status: 301, headers }),
    });
    expect((await failureOf(lookUp(place))).code).toBe('redirect_refused');
  });

  test.each<[string, string, Answer]>([
    ['the network is down', 'network_unreachable', () => Promise.reject(new TypeError('down'))],
    ['the org limits requests', 'rate_limited', () => new Response('', { status: 429 })],
    ['the org is down', 'server_unavailable', () => new Response('', { status: 502 })],
    ['a page comes', 'discovery_failed', () => new Response('<!doctype html>')],
    [
      'the network refuses',
      'ca_file_unreadable',
      () => {
        throw new Failure('ca_file_unreadable');
      },
    ],
  ])('when %s', async (_what, code, answer) => {
    const { lookUp } = site({ [place + oidcPath]: answer });
    expect((await failureOf(lookUp(place))).code).toBe(code);
  });

  test('when nothing comes in time', async () => {
    const fetch: HttpFetch = (_url, { signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new DOMException('Timed out.', 'TimeoutError'));
        });
      });
    const ports = { fetch, clock: new EagerClock(), userAgent: 'Test/1' };
    const looking = lookUpIssuer(new URL(place), null, { ...ports, requestTimeout: seconds(0.05) });
    expect((await failureOf(looking)).code).toBe('request_timed_out');
  });
});
