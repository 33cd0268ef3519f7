import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../../../src/main/auth-foundation/index.ts';
import { openSystemBrowser, type SystemBrowser } from '../../support/app-driver/system-browser.ts';
import { Listening, state } from './listening.ts';

let browser: SystemBrowser;
let site: Listening;
let servers: Server[];

beforeAll(async () => {
  browser = await openSystemBrowser();
});
beforeEach(() => {
  site = new Listening();
  servers = [];
});
afterEach(async () => {
  await site.close();
  for (const server of servers) server.close();
});
afterAll(() => browser.close());

/** A server of an origin of its own. @returns its port */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
}

function sendTo(response: ServerResponse, location: string): void {
  response.writeHead(303, { Location: location }).end();
}

describe('in a real browser', () => {
  test('the code is in neither address bar nor history, and the page tells the result', async () => {
    const { listener } = await site.listen();
    const going = browser.page.goto(`${listener.redirectUri}?code=c0de&state=${state}`);
    await listener.redirect;
    listener.finish({ kind: 'succeeded' });
    await going;
    await browser.page.getByRole('heading', { name: 'You are signed in' }).waitFor();
    expect(new URL(browser.page.url()).pathname).toMatch(/^\/done\/[\w-]+$/);
    expect(browser.page.url()).not.toMatch(/c0de|st4te/);
  });

  test('a sign-out is posted to the org, goes on to another host, and comes back', async () => {
    const { listener } = await site.listen({ path: '/signed-out', purpose: 'sign_out' });
    const elsewhere = await serve((_request, response) => {
      sendTo(response, `${listener.redirectUri}?state=${state}`);
    });
    const posted: string[] = [];
    const org = await serve((request, response) => {
      void text(request).then((body) => {
        posted.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`);
        sendTo(response, `http://localhost:${elsewhere}/federated-logout`);
      });
    });
    const page = listener.offerForm({
      action: new URL(`http://127.0.0.1:${org}/logout`),
      fields: { id_token_hint: new Secret('eyJ.id') },
      orgName: 'Example',
    });
    await browser.page.goto(page.href);
    // Resolves when the last page is there, which waits for the result.
    const clicked = browser.page.getByRole('button', { name: 'Sign out' }).click();
    expect((await listener.redirect).searchParams.get('state')).toBe(state);
    listener.finish({ kind: 'succeeded' });
    await clicked;
    await browser.page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect(posted).toEqual(['POST /logout id_token_hint=eyJ.id']);
  });

  test('a page of another origin can neither read, frame, nor use up anything', async () => {
    const { listener } = await site.listen({ path: '/signed-out', purpose: 'sign_out' });
    const form = listener.offerForm({
      action: new URL('https://example.okta.com/logout'),
      fields: { id_token_hint: new Secret('eyJ.id') },
      orgName: 'Example',
    });
    const evil = await serve((_request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end(`<iframe src="${form.href}"></iframe><img src="${form.href}">`);
    });
    await browser.page.goto(`http://localhost:${evil}/`);
    const fetched = await browser.page.evaluate(
      (address) =>
        fetch(address).then(
          () => 'read',
          () => 'refused',
        ),
      form.href,
    );
    expect(fetched).toBe('refused');
    expect(listener.spentFormRequests).toBe(0);
    await browser.page.goto(form.href);
    await browser.page.getByRole('button', { name: 'Sign out' }).waitFor();
  });
});
