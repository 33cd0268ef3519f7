import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
} from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { issue } from '../certificates/index.ts';
import { jsonAnswer } from './answers.ts';
import type { Answer, WireFault } from './fault.ts';
import { grantOf, paths, ScriptedOrg, type OrgRequest, type Origins } from './scripted-org.ts';

const mebibyte = 1024 * 1024;
/** Of an answer that nobody should read. */
const hugeSize = 50 * mebibyte;
/** Milliseconds between the first part of an answer and what becomes of the rest. */
const partPause = 20;

/** Real sockets in front of any number of scripted orgs: one plain server, and some with trouble of their TLS. */
export class FaultServer {
  readonly origins: Origins;
  readonly #servers: readonly (Server | TcpServer)[];
  readonly #orgs = new Map<string, ScriptedOrg>();
  #made = 0;

  private constructor(origins: Origins, servers: readonly (Server | TcpServer)[]) {
    this.origins = origins;
    this.#servers = servers;
  }

  static async start(): Promise<FaultServer> {
    const names = ['127.0.0.1'];
    const day = 86_400_000;
    const authority = await issue('An authority that nobody knows', { isAuthority: true });
    const unknown = await issue('127.0.0.1', { names }, authority);
    const past = {
      notBefore: new Date(Date.now() - 2 * day),
      notAfter: new Date(Date.now() - day),
    };
    const expired = await issue('127.0.0.1', { names, ...past });
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      void server.#serve(request, response);
    };
    const ofTls = ({ pem, privateKeyPem }: typeof unknown): Server =>
      createTlsServer({ cert: pem, key: privateKeyPem }, listener);
    const plain = createServer(listener);
    const servers = [plain, ofTls(unknown), ofTls(expired), resettingServer()] as const;
    const [ofPlain, ofUnknown, ofExpired, ofReset] = await Promise.all(servers.map(listen));
    const server = new FaultServer(
      {
        plain: `http://127.0.0.1:${ofPlain ?? 0}`,
        ofTls: {
          unknown_authority: `https://127.0.0.1:${ofUnknown ?? 0}`,
          expired_certificate: `https://127.0.0.1:${ofExpired ?? 0}`,
          no_tls: `https://127.0.0.1:${ofPlain ?? 0}`,
          reset_in_handshake: `https://127.0.0.1:${ofReset ?? 0}`,
        },
      },
      servers,
    );
    return server;
  }

  /** Opens an org that nobody has asked yet. @param origin - that it calls its own; the plain one by default */
  addOrg(origin?: string): ScriptedOrg {
    this.#made += 1;
    const name = `case-${this.#made}`;
    const org = new ScriptedOrg(name, this.origins, origin);
    this.#orgs.set(name, org);
    return org;
  }

  /** Closes one org: whatever still asks it, is not answered any more. */
  removeOrg(org: ScriptedOrg): void {
    this.#orgs.delete(new URL(org.issuer).pathname.slice(1));
  }

  /** Stops listening, and drops the connections that are left. */
  async close(): Promise<void> {
    const closing = this.#servers.map(async (server) => {
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    });
    await Promise.all(closing);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.origins.plain);
    const name = /\/(case-\d+)(?=\/|$)/.exec(pathname)?.[1] ?? '';
    const org = this.#orgs.get(name);
    const body = await text(request).catch(() => null);
    if (org === undefined || body === null) {
      request.destroy();
      return;
    }
    const asked: OrgRequest = {
      path: pathname.replace(`/${name}`, ''),
      form: new URLSearchParams(body),
      isProved: request.headers.dpop !== undefined,
    };
    org.asked.push(asked.path);
    if (meetsTrouble(org, asked)) await this.#serveTrouble(org, asked, response);
    else send(response, await org.answer(asked), org.requestIds.good);
  }

  async #serveTrouble(
    org: ScriptedOrg,
    asked: OrgRequest,
    response: ServerResponse,
  ): Promise<void> {
    const { trouble } = org;
    if (trouble === null) return;
    const { act } = trouble.fault;
    org.met += 1;
    // The next poll is answered as it should be.
    if (trouble.endpoint === 'device_token') org.heal();
    const id = org.requestIds.spoiled;
    switch (act.kind) {
      case 'answer':
        send(response, act.answer(), id);
        return;
      case 'wire':
        if (act.org === 'lost') await org.answer(asked);
        sendBadly(response, act.how, id);
        return;
      case 'spoil':
        send(response, act.change(await org.answer(asked)), id);
        return;
      case 'nonces_without_end':
        send(response, nonceAnswer(asked, org.met), id);
        return;
      case 'id_token':
      case 'other_keys': {
        // The org makes the answer by its trouble.
        const isHealed = org.trouble === null;
        org.trouble = trouble;
        const answer = await org.answer(asked);
        if (isHealed) org.heal();
        send(response, answer, id);
        return;
      }
      case 'no_endpoint':
      case 'redirect':
      case 'tls':
        send(response, await org.answer(asked), id);
    }
  }
}

function meetsTrouble({ trouble }: ScriptedOrg, { path, form }: OrgRequest): boolean {
  if (trouble === null) return false;
  if (trouble.endpoint === 'discovery') return path.startsWith(paths.discovery);
  const grant = grantOf[trouble.endpoint];
  return (
    path === paths[trouble.endpoint] && (grant === undefined || form.get('grant_type') === grant)
  );
}

/** RFC 9449, sections 8 and 9: each answer wants another nonce. */
function nonceAnswer({ path }: OrgRequest, count: number): Answer {
  const nonce = { 'dpop-nonce': `nonce-${count}` };
  if (path !== paths.userinfo) return jsonAnswer(400, { error: 'use_dpop_nonce' }, nonce);
  return jsonAnswer(401, {}, { ...nonce, 'www-authenticate': 'DPoP error="use_dpop_nonce"' });
}

function send(
  response: ServerResponse,
  { status, headers, body }: Answer,
  requestId: string,
): void {
  response.writeHead(status, { ...headers, 'x-okta-request-id': requestId });
  response.end(body);
}

function sendBadly(response: ServerResponse, how: WireFault, requestId: string): void {
  const { socket } = response;
  const json = { 'content-type': 'application/json', 'x-okta-request-id': requestId };
  switch (how) {
    case 'slow_headers':
      return;
    case 'slow_body': {
      response.writeHead(200, json);
      const drip = setInterval(() => response.write(' '), partPause);
      response.once('close', () => {
        clearInterval(drip);
      });
      return;
    }
    case 'reset':
      socket?.resetAndDestroy();
      return;
    case 'reset_in_body':
    case 'cut_off':
      response.writeHead(200, { ...json, 'content-length': '1000' });
      response.write('{"access_token":');
      setTimeout(() => {
        if (how === 'cut_off') socket?.destroy();
        else socket?.resetAndDestroy();
      }, partPause);
      return;
    case 'huge':
    case 'huge_without_length':
      response.writeHead(200, {
        ...json,
        ...(how === 'huge' ? { 'content-length': String(hugeSize) } : {}),
      });
      // Whoever asked has heard enough.
      sendHugeBody(response).catch(() => undefined);
  }
}

function sendHugeBody(response: ServerResponse): Promise<void> {
  const part = Buffer.alloc(mebibyte / 4, ' ');
  const parts = Array.from({ length: hugeSize / part.length }, () => part);
  return pipeline(Readable.from(parts), response);
}

/** Takes a connection, and resets it when it hears the first word. */
function resettingServer(): TcpServer {
  return createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.resetAndDestroy());
  });
}

async function listen(server: Server | TcpServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return portOf(server.address());
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  return address.port;
}
