/** A request that was copied as a command for `curl`. */
export interface CopiedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads the command that the app copies, which has one option on each line.
 *
 * @throws Error when it is none
 */
export function readCurlCommand(command: string): CopiedRequest {
  const options = [...command.matchAll(/--(request|header|url) '([^']*)'/g)];
  const valuesOf = (option: string): string[] =>
    options.flatMap(([, name, value = '']) => (name === option ? [value] : []));
  const [method] = valuesOf('request');
  const [url] = valuesOf('url');
  if (!command.startsWith('curl ') || method === undefined || url === undefined) {
    throw new Error('The clipboard holds no request.');
  }
  const headers = valuesOf('header').map((line) => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon), line.slice(colon + 2)] as const;
  });
  return { method, url, headers: Object.fromEntries(headers) };
}

/** Sends what `curl` would. */
export function runRequest({ method, url, headers }: CopiedRequest): Promise<Response> {
  return fetch(url, { method, headers });
}
