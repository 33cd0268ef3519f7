import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readConnectionFailure } from '../../../src/main/auth-foundation/connection-failure.ts';
import { openNetwork } from '../../../src/main/shell/network.ts';
import type { OrgNetwork } from '../../../src/shared/index.ts';
import { toElectronCertificate } from '../../support/chromium-host/electron/certificate.ts';
import { HostSession } from '../../support/chromium-host/electron/session.ts';
import { issue, type Issued } from '../../support/certificates/index.ts';
import { ConnectProxy } from './connect-proxy.ts';

// Electron's package is nothing without its program; the Chromium host plays its part.
vi.mock('electron', async () => ({
  session: (await import('../../support/chromium-host/electron/session.ts')).HostSession,
}));

const orgName = 'login.company.example';
const direct: OrgNetwork = { proxy: { kind: 'none' }, caFile: null };

describe('the way to an org', () => {
  let folder: string;
  let root: Issued;
  let caFile: string;
  let org: OrgServer;
  let network: ReturnType<typeof openNetwork>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'network-'));
    root = await issue('Company Root', { isAuthority: true });
    const proxy = await issue('Company Proxy', { isAuthority: true }, root);
    const own = await issue('server', { names: ['localhost', orgName] }, proxy);
    org = await OrgServer.start([own, proxy], own.privateKeyPem);
  });
  beforeEach(async () => {
    org.reset();
    network = openNetwork();
    caFile = join(folder, `${crypto.randomUUID()}.pem`);
    await writeFile(caFile, root.pem);
  });
  afterAll(async () => {
    org.stop();
    await rm(folder, { recursive: true });
  });

  const ask = async (settings: OrgNetwork, url = `https://localhost:${org.port}/`) => {
    const response = await network(settings)(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=refresh_token',
      redirect: 'manual',
    });
    return response.text();
  };
  /** A file of the same authority and another one, for which there is no session yet. */
  const anotherFile = async () => {
    const other = await issue('Other Root', { isAuthority: true });
    await writeFile(caFile, `${other.pem}\n${root.pem}`);
    return caFile;
  };
  /** What is thrown, with the way's own failure where it is one. */
  const failureOf = async (settings: OrgNetwork, url?: string) => {
    const thrown = await ask(settings, url).then(
      () => null,
      (reason: unknown) => reason,
    );
    const failure = readConnectionFailure(thrown);
    return failure === null ? thrown : { code: failure.code, detail: failure.detail };
  };
  const rejected = (detail: string) => ({ code: 'certificate_rejected', detail });

  it('is closed to a certificate of an authority that nobody knows', async () => {
    expect(await failureOf(direct)).toEqual(rejected('net::ERR_CERT_AUTHORITY_INVALID'));
    expect(org.bodies).toEqual([]);
  });

  it('is open to it with the authority’s file', async () => {
    expect(await ask({ ...direct, caFile })).toBe('hello');
    expect(org.bodies).toEqual(['grant_type=refresh_token']);
  });

  it('stays closed to another name than the certificate’s, with the authority’s file as well', async () => {
    const elsewhere = `https://127.0.0.1:${org.port}/`;
    expect(await failureOf({ ...direct, caFile }, elsewhere)).toEqual(
      rejected('net::ERR_CERT_AUTHORITY_INVALID'),
    );
    expect(org.bodies).toEqual([]);
  });

  it.each([
    ['nobody knows the authority', -202, 0],
    ['the name is another one', -200, -3],
    ['it has expired', -201, -3],
    ['it was revoked', -206, -3],
    ['nothing is wrong', 0, -3],
  ])('leaves it to Chromium but for an unknown authority: %s', async (_what, errorCode, answer) => {
    const setProc = vi.spyOn(HostSession.prototype, 'setCertificateVerifyProc');
    await ask({ ...direct, caFile: await anotherFile() });
    const proc = setProc.mock.lastCall?.[0];
    setProc.mockRestore();
    const { pem } = await issue('server', { names: ['localhost'] }, root);
    const certificate = toElectronCertificate(new X509Certificate(pem));
    const answered = new Promise((resolve) => {
      proc?.(
        {
          hostname: 'localhost',
          certificate,
          validatedCertificate: certificate,
          isIssuedByKnownRoot: false,
          verificationResult: 'net::OK',
          errorCode,
        },
        resolve,
      );
    });
    expect(await answered).toBe(answer);
  });

  it('is closed again as soon as the file has another authority', async () => {
    expect(await ask({ ...direct, caFile })).toBe('hello');
    const other = await issue('Other Root', { isAuthority: true });
    await writeFile(caFile, other.pem);
    await utimes(caFile, new Date(), new Date(Date.now() + 5000));
    expect(await failureOf({ ...direct, caFile })).toEqual(
      rejected('net::ERR_CERT_AUTHORITY_INVALID'),
    );
    expect(org.bodies).toHaveLength(1);
  });

  it('is not taken at all when the file cannot be read', async () => {
    await rm(caFile);
    expect(await failureOf({ ...direct, caFile })).toMatchObject({
      code: 'ca_file_unreadable',
      detail: 'ENOENT',
    });
    await writeFile(caFile, root.pem);
    expect(await ask({ ...direct, caFile })).toBe('hello');
  });

  it('is refused where it leads elsewhere', async () => {
    org.location = '/elsewhere';
    expect(await failureOf({ ...direct, caFile })).toMatchObject({ code: 'redirect_refused' });
    expect(org.bodies).toHaveLength(1);
  });

  describe('through a proxy of its own', () => {
    let proxy: ConnectProxy;
    const through = (url: string): OrgNetwork => ({ proxy: { kind: 'server', url }, caFile });
    const remote = () => `https://${orgName}:${org.port}/`;

    beforeEach(async () => {
      proxy = await ConnectProxy.start();
    });
    afterEach(() => {
      proxy.stop();
    });

    it('leaves even the name to the proxy', async () => {
      expect(await ask(through(`${proxy.url}/`), remote())).toBe('hello');
      expect(proxy.tunnels).toEqual([`${orgName}:${org.port}`]);
    });

    it('looks at the certificate all the same', async () => {
      expect(await failureOf({ ...through(proxy.url), caFile: null }, remote())).toEqual(
        rejected('net::ERR_CERT_AUTHORITY_INVALID'),
      );
    });

    it('ends at a proxy that is not there, or refuses', async () => {
      proxy.stop();
      expect(await failureOf(through(proxy.url), remote())).toEqual({
        code: 'proxy_failed',
        detail: 'net::ERR_PROXY_CONNECTION_FAILED',
      });
      const refusing = await ConnectProxy.start(407);
      expect(await failureOf(through(refusing.url), remote())).toEqual({
        code: 'proxy_failed',
        detail: 'net::ERR_TUNNEL_CONNECTION_FAILED',
      });
      refusing.stop();
      expect(org.bodies).toEqual([]);
    });

    it('shares nothing with that of an org of other settings, to the very same address', async () => {
      const other = await ConnectProxy.start();
      const here = `https://localhost:${org.port}/`;
      expect(
        await Promise.all([
          ask(through(proxy.url), remote()),
          ask(through(other.url), remote()),
          ask({ ...direct, caFile }, here),
          failureOf(direct, here),
          failureOf({ ...through(other.url), caFile: null }, remote()),
        ]),
      ).toEqual([
        'hello',
        'hello',
        'hello',
        rejected('net::ERR_CERT_AUTHORITY_INVALID'),
        rejected('net::ERR_CERT_AUTHORITY_INVALID'),
      ]);
      expect(proxy.tunnels).toHaveLength(1);
      expect(other.tunnels).toHaveLength(2);
      expect(org.connections).toBe(3);
      other.stop();
    });

    it('is made once for several requests', async () => {
      await ask(through(proxy.url), remote());
      await ask(through(proxy.url), remote());
      expect(org.bodies).toHaveLength(2);
      expect(proxy.tunnels).toHaveLength(1);
    });
  });
});

/** An org that says hello over TLS, and notes what it is sent. */
class OrgServer {
  readonly port: number;
  readonly bodies: string[] = [];
  location: string | null = null;
  readonly #server: Server;
  readonly #connections = new Set<unknown>();

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        this.bodies.push(body);
        this.#connections.add(request.socket);
        if (this.location !== null) response.writeHead(302, { location: this.location });
        response.end('hello');
      });
    });
  }

  static async start(chain: readonly Issued[], key: string): Promise<OrgServer> {
    const server = createServer({ cert: chain.map(({ pem }) => pem).join('\n'), key });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new OrgServer(server);
  }

  /** How many connections requests came over. */
  get connections(): number {
    return this.#connections.size;
  }

  reset(): void {
    this.bodies.length = 0;
    this.location = null;
    this.#connections.clear();
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
