import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

const redirectLimit = 5;

/**
 * Goes to an address as a tab of a browser does: with the headers of a navigation, and along redirects. `fetch` would
 * call itself a script.
 *
 * @returns the HTML of the last page
 * @throws {Error} when the connection fails, or when it is no page
 */
export async function navigate(address: URL, signal?: AbortSignal): Promise<string> {
  let url = address;
  for (let hop = 0; hop < redirectLimit; hop += 1) {
    const response = await open(url, signal);
    const html = await text(response);
    const { location } = response.headers;
    if (location !== undefined) {
      url = new URL(location, url);
    } else {
      const { statusCode = 0 } = response;
      if (statusCode !== 200) throw new Error(`The answer of ${url.pathname} is ${statusCode}.`);
      return html;
    }
  }
  throw new Error(`More than ${redirectLimit} redirects from ${address.pathname}.`);
}

function open(url: URL, signal: AbortSignal | undefined): Promise<IncomingMessage> {
  const headers = {
    accept: 'text/html',
    'sec-fetch-dest': 'document',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-site': 'cross-site',
  };
  return new Promise((resolve, reject) => {
    get(url, { headers, ...(signal === undefined ? {} : { signal }) }, resolve).once(
      'error',
      reject,
    );
  });
}
