import { EventEmitter } from 'node:events';
import type { PageRequest, RequestVerdict } from '../chromium/page-link.ts';
import { toAppUrl, toPagePolicy, toPageUrl } from '../chromium/url-mapping.ts';
import { guardInstances, guardStatics } from '../unimplemented.ts';
import { Connections } from './connections.ts';
import { netFetch } from './net-fetch.ts';
import { HostProtocol, registeredSchemes } from './protocol.ts';
import { HostWebRequest, resourceType } from './web-request.ts';

type PermissionRequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type PermissionCheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0];

const sessions = new Map<string, HostSession>();
let lastRequest = 0;

/** Electron's `session`: what one partition allows, serves and fetches. Nothing of it is kept on disk. */
export class HostSession
  extends EventEmitter
  implements
    Pick<
      Electron.Session,
      | 'setPermissionRequestHandler'
      | 'setPermissionCheckHandler'
      | 'setDevicePermissionHandler'
      | 'setDisplayMediaRequestHandler'
      | 'setUserAgent'
      | 'getUserAgent'
      | 'setSpellCheckerEnabled'
      | 'isSpellCheckerEnabled'
      | 'clearStorageData'
      | 'clearCache'
      | 'closeAllConnections'
      | 'setCertificateVerifyProc'
      | 'setProxy'
      | 'resolveProxy'
      | 'isPersistent'
    >
{
  readonly protocol = new HostProtocol();
  readonly webRequest = new HostWebRequest();
  readonly storagePath: string | null = null;
  spellCheckerEnabled = true;
  private readonly partition: string;
  private userAgent = '';
  private readonly connections = new Connections();
  private permissionRequest: PermissionRequestHandler = null;
  private permissionCheck: PermissionCheckHandler = null;

  constructor(partition: string) {
    super();
    this.partition = partition;
  }

  /** The session of a partition; the same one for the same name. */
  static fromPartition(partition: string): HostSession {
    const known = sessions.get(partition) ?? new HostSession(partition);
    sessions.set(partition, known);
    return known;
  }

  static get defaultSession(): HostSession {
    return HostSession.fromPartition('');
  }

  isPersistent(): boolean {
    return this.partition === '' || this.partition.startsWith('persist:');
  }

  async fetch(input: string | Request, init?: RequestInit): Promise<Response> {
    const url = typeof input === 'string' ? input : input.url;
    const handler = this.protocol.handlerFor(url);
    return handler
      ? handler(new Request(input, init))
      : netFetch(this.connections.dispatcher, input, init);
  }

  setPermissionRequestHandler(handler: PermissionRequestHandler): void {
    this.permissionRequest = handler;
  }

  setPermissionCheckHandler(handler: PermissionCheckHandler): void {
    this.permissionCheck = handler;
  }

  /**
   * Asks the app's two handlers about a permission; without a handler Electron grants. Chromium itself asks nobody
   * here, since a page of the host has no permission in any case (see the README).
   */
  async askPermission(
    permission: string,
    contents: object,
  ): Promise<{ request: boolean; check: boolean }> {
    const { permissionRequest, permissionCheck } = this;
    const check: unknown = permissionCheck
      ? Reflect.apply(permissionCheck, undefined, [contents, permission, '', {}])
      : true;
    const request = permissionRequest
      ? await new Promise<boolean>((resolve) => {
          Reflect.apply(permissionRequest, undefined, [contents, permission, resolve, {}]);
        })
      : true;
    return { request, check: check === true };
  }

  setDevicePermissionHandler(): void {
    // No device is ever offered to a page here.
  }

  setDisplayMediaRequestHandler(): void {
    // As above.
  }

  setUserAgent(userAgent: string): void {
    this.userAgent = userAgent;
    this.emit('host:user-agent', userAgent);
  }

  getUserAgent(): string {
    return this.userAgent;
  }

  setSpellCheckerEnabled(enable: boolean): void {
    this.spellCheckerEnabled = enable;
  }

  isSpellCheckerEnabled(): boolean {
    return this.spellCheckerEnabled;
  }

  setSpellCheckerDictionaryDownloadURL(): void {
    // No dictionary is ever downloaded here.
  }

  async clearStorageData(): Promise<void> {
    // The profile is thrown away with the host.
  }

  async clearCache(): Promise<void> {
    // As above.
  }

  closeAllConnections(): Promise<void> {
    return this.connections.closeAll();
  }

  setCertificateVerifyProc(
    proc: Parameters<Electron.Session['setCertificateVerifyProc']>[0],
  ): void {
    this.connections.verifyProc = proc;
  }

  setProxy(config: Electron.ProxyConfig): Promise<void> {
    this.connections.proxy = config;
    return Promise.resolve();
  }

  resolveProxy(): Promise<string> {
    const { mode, proxyRules } = this.connections.proxy;
    return Promise.resolve(
      mode === 'fixed_servers' && proxyRules !== undefined ? `PROXY ${proxyRules}` : 'DIRECT',
    );
  }

  /** What becomes of a request of a page in this session. */
  async decide(request: PageRequest, webContentsId: number): Promise<RequestVerdict> {
    const url = toAppUrl(request.url);
    const { cancel, redirectURL } = await this.webRequest.ask({
      id: ++lastRequest,
      url,
      method: request.method,
      webContentsId,
      resourceType: resourceType(request.resource, request.mainFrame),
      referrer: toAppUrl(request.headers.Referer ?? ''),
      timestamp: Date.now(),
      uploadData: [],
    });
    if (cancel) return { kind: 'fail', reason: 'BlockedByClient' };
    if (redirectURL !== undefined) {
      const location = toPageUrl(redirectURL, registeredSchemes());
      return { kind: 'fulfill', status: 307, headers: [['location', location]], body: Buffer.of() };
    }
    const handler = this.protocol.handlerFor(url);
    if (handler) return serve(handler, request, url);
    // A mapped origin that no handler serves must not go out to the network.
    return url === request.url ? { kind: 'continue' } : { kind: 'fail', reason: 'Failed' };
  }
}
guardInstances('session', HostSession);
guardStatics('session', HostSession);

/** The rules of `protocol.handle`: a handler that throws, or answers `Response.error()`, fails the request. */
async function serve(
  handler: (request: Request) => Response | Promise<Response>,
  { method, headers, body }: PageRequest,
  url: string,
): Promise<RequestVerdict> {
  try {
    const appHeaders = Object.entries(headers).map(([name, value]): [string, string] => [
      name,
      /^(origin|referer)$/i.test(name) ? toAppUrl(value) : value,
    ]);
    const response = await handler(new Request(url, { method, headers: appHeaders, body }));
    if (!(response instanceof Response) || response.type === 'error') {
      return { kind: 'fail', reason: 'Failed' };
    }
    return {
      kind: 'fulfill',
      status: response.status,
      headers: [...response.headers].map(([name, value]): [string, string] => [
        name,
        pageHeader(name, value),
      ]),
      body: Buffer.from(await response.arrayBuffer()),
    };
  } catch (error) {
    console.error(error);
    return { kind: 'fail', reason: 'Failed' };
  }
}

function pageHeader(name: string, value: string): string {
  const schemes = registeredSchemes();
  if (/^content-security-policy/i.test(name)) return toPagePolicy(value, schemes);
  return /^(location|access-control-allow-origin)$/i.test(name) ? toPageUrl(value, schemes) : value;
}
