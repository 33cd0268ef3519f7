import type { X509Certificate } from 'node:crypto';
import { request } from 'node:http';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { Agent, type buildConnector } from 'undici';
import { toElectronCertificate } from './certificate.ts';

type VerifyProc = Parameters<Electron.Session['setCertificateVerifyProc']>[0];

/** Chromium's words and numbers for what Node finds wrong with a certificate; anything else is invalid. */
const verdicts: Readonly<Record<string, Verdict>> = {
  CERT_HAS_EXPIRED: { word: 'CERT_DATE_INVALID', code: -201 },
  CERT_NOT_YET_VALID: { word: 'CERT_DATE_INVALID', code: -201 },
  ERR_TLS_CERT_ALTNAME_INVALID: { word: 'CERT_COMMON_NAME_INVALID', code: -200 },
  DEPTH_ZERO_SELF_SIGNED_CERT: { word: 'CERT_AUTHORITY_INVALID', code: -202 },
  SELF_SIGNED_CERT_IN_CHAIN: { word: 'CERT_AUTHORITY_INVALID', code: -202 },
  UNABLE_TO_GET_ISSUER_CERT: { word: 'CERT_AUTHORITY_INVALID', code: -202 },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { word: 'CERT_AUTHORITY_INVALID', code: -202 },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { word: 'CERT_AUTHORITY_INVALID', code: -202 },
};
const fine: Verdict = { word: 'OK', code: 0 };
const invalid: Verdict = { word: 'CERT_INVALID', code: -207 };
/** The answer of a verify proc that leaves it at what Chromium found. */
const asFound = -3;

interface Verdict {
  readonly word: string;
  readonly code: number;
}

/** How the requests of one session reach their servers: its proxy, its verify proc, and the connections kept open. */
export class Connections {
  proxy: Electron.ProxyConfig = { mode: 'system' };
  verifyProc: VerifyProc = null;
  /** What the verify proc once said of a certificate counts for good, also when there is another (electron/electron#41448). */
  readonly #verified = new Map<string, Verdict>();
  #agent = this.#open();

  get dispatcher(): Agent {
    return this.#agent;
  }

  async closeAll(): Promise<void> {
    const agent = this.#agent;
    this.#agent = this.#open();
    await agent.destroy();
  }

  #open(): Agent {
    return new Agent({
      allowH2: false,
      connect: (options, callback) => {
        this.#connect(options).then(
          (socket) => {
            callback(null, socket);
          },
          (error: unknown) => {
            callback(error instanceof Error ? error : new Error(String(error)), null);
          },
        );
      },
    });
  }

  async #connect({ hostname, port, protocol }: buildConnector.Options): Promise<Socket> {
    const host = hostname.replace(/^\[|\]$/g, '');
    const isSecure = protocol === 'https:';
    const target = { host, port: Number(port || (isSecure ? 443 : 80)) };
    const proxy = this.#proxyFor(host);
    const socket =
      proxy === null ? connectPlain(target) : await openTunnel(proxy, `${hostname}:${target.port}`);
    if (!isSecure) return proxy === null ? ready(socket, 'connect') : socket;
    const secure = connectTls({
      socket,
      ...(isIP(host) === 0 ? { servername: host } : { host }),
      ALPNProtocols: ['http/1.1'],
      // Decided below, once the verify proc has been asked.
      rejectUnauthorized: false,
    });
    await ready(secure, 'secureConnect');
    const { word, code } = await this.#verdictOn(secure, host);
    if (code === 0) return secure;
    secure.destroy();
    throw new Error(`net::ERR_${word}`);
  }

  /** The proxy's address, or null; Chromium goes past a proxy to addresses of the same computer. */
  #proxyFor(host: string): URL | null {
    const { mode = 'fixed_servers', proxyRules = '' } = this.proxy;
    // The machine's own proxy settings do not count here.
    if (mode === 'direct' || mode === 'system') return null;
    const rules = URL.canParse(proxyRules) ? new URL(proxyRules) : null;
    if (mode !== 'fixed_servers' || rules?.protocol !== 'http:') {
      throw new Error(`The Chromium host does not implement this proxy: ${mode} ${proxyRules}`);
    }
    return /^(?:(?:.+\.)?localhost|127\..+|169\.254\..+|::1)$/i.test(host) ? null : rules;
  }

  async #verdictOn(socket: TLSSocket, hostname: string): Promise<Verdict> {
    const found = foundBy(socket);
    const certificate = socket.getPeerX509Certificate();
    if (this.verifyProc === null || certificate === undefined) return found;
    const key = `${hostname} ${certificate.fingerprint256}`;
    const verdict = this.#verified.get(key) ?? (await this.#ask(hostname, certificate, found));
    this.#verified.set(key, verdict);
    return verdict;
  }

  #ask(hostname: string, certificate: X509Certificate, found: Verdict): Promise<Verdict> {
    const shown = toElectronCertificate(certificate);
    return new Promise((resolve) => {
      this.verifyProc?.(
        {
          hostname,
          certificate: shown,
          validatedCertificate: shown,
          isIssuedByKnownRoot: found.code === 0,
          verificationResult: found.code === 0 ? 'net::OK' : `net::ERR_${found.word}`,
          errorCode: found.code,
        },
        (answer) => {
          if (answer === asFound) resolve(found);
          else resolve(answer === 0 ? fine : { word: 'FAILED', code: answer });
        },
      );
    });
  }
}

function foundBy(socket: TLSSocket): Verdict {
  if (socket.authorized) return fine;
  // A code, although Node's types say Error.
  return verdicts[String(socket.authorizationError)] ?? invalid;
}

function ready<S extends Socket>(socket: S, event: 'connect' | 'secureConnect'): Promise<S> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject).once(event, () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** RFC 9110, section 9.3.6. */
function openTunnel(proxy: URL, authority: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const headers = { host: authority };
    request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: authority, headers })
      .once('connect', ({ statusCode }, socket: Socket) => {
        if (statusCode === 200) {
          resolve(socket);
          return;
        }
        socket.destroy();
        reject(new Error('net::ERR_TUNNEL_CONNECTION_FAILED'));
      })
      .once('error', () => {
        reject(new Error('net::ERR_PROXY_CONNECTION_FAILED'));
      })
      .end();
  });
}
