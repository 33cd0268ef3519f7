const loopbackHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Tells whether a URL is plain HTTP to this very machine, where nobody can listen in.
 *
 * @param url - an absolute URL
 */
export function isLoopbackHttp(url: string): boolean {
  const { hostname, protocol } = new URL(url);
  return protocol === 'http:' && loopbackHosts.includes(hostname);
}
