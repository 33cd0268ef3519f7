import { createHash } from 'node:crypto';
import { session, type Certificate, type ProxyConfig, type Session } from 'electron';
import type { OrgNetwork } from '../../shared/index.ts';
import { Failure, systemClock, type HttpFetch } from '../auth-foundation/index.ts';
import { authorityFileReader, leadsToAuthority } from '../desktop-platform/index.ts';

/** Chromium's ERR_CERT_AUTHORITY_INVALID (net_error_list.h). */
const unknownAuthority = -202;
/** The answers to a certificate's verification: it counts, or what Chromium found counts. */
const accepted = 0;
const asChromiumFound = -3;
/** More certificates than any chain has. */
const longestChain = 32;

/**
 * Opens the network through Chromium: the system's trust store applies, and an org's own proxy and authorities
 * (design decision D5). Requests of different settings, or to different hosts, share neither connection nor session; a
 * session is in memory and sends no cookies. A redirect is refused, because no OAuth endpoint answers with one.
 *
 * @returns gives the fetch of an org's settings; it rejects with Failure `ca_file_unreadable` or `redirect_refused`, or
 *   with Chromium's `net::ERR_…`
 */
export function openNetwork(): (settings: OrgNetwork) => HttpFetch {
  const authoritiesIn = authorityFileReader();
  const ways = new Map<string, Promise<Session>>();

  const wayTo = (host: string, proxy: OrgNetwork['proxy'], authorities: readonly string[]) => {
    // A certificate once verified stays so in its session (electron/electron#41448): other authorities, another session.
    const name = hash(JSON.stringify({ host, proxy, authorities }));
    const way = ways.get(name) ?? openSession(`oauth:${name}`, proxy, authorities);
    ways.set(name, way);
    way.catch(() => ways.delete(name));
    return way;
  };

  return ({ proxy, caFile }) =>
    async (url, options) => {
      const authorities = caFile === null ? [] : await authoritiesIn(caFile);
      return send(await wayTo(new URL(url).host, proxy, authorities), url, options);
    };
}

async function openSession(
  partition: string,
  proxy: OrgNetwork['proxy'],
  authorities: readonly string[],
): Promise<Session> {
  const network = session.fromPartition(partition, { cache: false });
  if (authorities.length > 0) trust(network, authorities);
  await network.setProxy(proxyConfig(proxy));
  return network;
}

/** Nothing goes by itself to another proxy or past this one; only addresses of this very computer do, as in Chromium. */
function proxyConfig(proxy: OrgNetwork['proxy']): ProxyConfig {
  switch (proxy.kind) {
    case 'system':
      return { mode: 'system' };
    case 'none':
      return { mode: 'direct' };
    case 'server': {
      const { protocol, host } = new URL(proxy.url);
      return { mode: 'fixed_servers', proxyRules: `${protocol}//${host}` };
    }
  }
}

function trust(network: Session, authorities: readonly string[]): void {
  network.setCertificateVerifyProc(({ hostname, certificate, errorCode }, answer) => {
    if (errorCode !== unknownAuthority) {
      answer(asChromiumFound);
      return;
    }
    const presented = { hostname, certificates: chainOf(certificate) };
    leadsToAuthority(presented, authorities, systemClock.now()).then(
      (isTrusted) => {
        answer(isTrusted ? accepted : asChromiumFound);
      },
      // What cannot be looked at stays refused by Chromium.
      () => {
        answer(asChromiumFound);
      },
    );
  });
}

/** The certificates that a server showed, its own first. */
function chainOf(certificate: Certificate): readonly string[] {
  const chain = new Set<string>();
  let next: Partial<Certificate> | undefined = certificate;
  while (next?.data !== undefined && !chain.has(next.data) && chain.size < longestChain) {
    chain.add(next.data);
    // Absent at the end of the chain, whatever Electron's types say.
    next = next.issuerCert;
  }
  return [...chain];
}

async function send(
  network: Session,
  url: string,
  { method, headers, body, signal }: Parameters<HttpFetch>[1],
): Promise<Response> {
  try {
    return await network.fetch(url, {
      method,
      headers,
      body: body ?? null,
      ...(signal === undefined ? {} : { signal }),
      redirect: 'manual',
      credentials: 'omit',
      bypassCustomProtocolHandlers: true,
    });
  } catch (thrown) {
    // Electron rejects instead of answering with the 3xx (electron/electron#43715).
    const isRedirect = thrown instanceof Error && /redirect/i.test(thrown.message);
    throw isRedirect ? new Failure('redirect_refused') : thrown;
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
