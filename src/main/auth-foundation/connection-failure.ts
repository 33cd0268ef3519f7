import type { ErrorCode } from '../../shared/index.ts';
import { Failure } from './failure.ts';

/** Node’s words for a certificate that it does not accept: those of OpenSSL's `X509_V_ERR_*`, and its own. */
const certificateCodes = new Set([
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'CRL_HAS_EXPIRED',
  'CRL_NOT_YET_VALID',
  'CRL_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_FORMAT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_GET_CRL',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
/** Chromium's words, in the messages of Electron's `net` (net_error_list.h). */
const chromiumCertificate = /\bnet::ERR_(?:CERT_|CERTIFICATE_|SSL_PINNED_KEY)/;
const chromiumProxy =
  /\bnet::ERR_(?:PROXY_|TUNNEL_CONNECTION_FAILED|SOCKS_CONNECTION_|NO_SUPPORTED_PROXIES|MANDATORY_PROXY_|PAC_|HTTPS_PROXY_)/;
/** How far down a chain of causes is looked. */
const deepest = 8;

/**
 * Tells why a connection failed, where the way is to blame and not the org: its certificate is not trusted here, or a
 * proxy is in between.
 *
 * @param thrown - what the network threw; its causes are looked at too
 * @returns a Failure `certificate_rejected` or `proxy_failed` with the system's own word, or null for anything else
 */
export function readConnectionFailure(thrown: unknown): Failure | null {
  for (const error of chainOf(thrown)) {
    const found = readOne(error);
    if (found !== null) return found;
  }
  return null;
}

function readOne(error: Error): Failure | null {
  const { message } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (certificateCodes.has(code)) return named('certificate_rejected', code);
  const [word] = /\bnet::ERR_\w+/.exec(message) ?? [];
  if (word === undefined) return null;
  if (chromiumCertificate.test(word)) return named('certificate_rejected', word);
  return chromiumProxy.test(word) ? named('proxy_failed', word) : null;
}

function named(code: ErrorCode, word: string): Failure {
  return new Failure(code, { detail: word });
}

/** An error and its causes; those of an AggregateError, as Node throws for several addresses, count as well. */
function* chainOf(thrown: unknown, depth = 0): Generator<Error> {
  if (!(thrown instanceof Error) || depth > deepest) return;
  yield thrown;
  if (thrown instanceof AggregateError) {
    const errors: readonly unknown[] = thrown.errors;
    for (const error of errors) yield* chainOf(error, depth + 1);
  }
  yield* chainOf(thrown.cause, depth + 1);
}
