import type { ServerResponse } from 'node:http';
import { strictPolicy, type Page } from './page-layout.ts';

/** Sends a page, whole. */
export function sendPage(response: ServerResponse, { html, policy }: Page): void {
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy,
  };
  send(response, 200, headers, html);
}

/** Sends the browser on to another path of the listener. */
export function sendOn(response: ServerResponse, path: string): void {
  send(response, 303, { Location: path });
}

/** Refuses a request without a word: 404 for what is not there, 405 for what is not GET. */
export function refuse(response: ServerResponse, status: 404 | 405): void {
  send(response, status, status === 405 ? { Allow: 'GET' } : {});
}

/** Never with a CORS or Private Network Access header: no other origin may read anything here. */
function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  html = '',
): void {
  response.writeHead(status, {
    'Content-Security-Policy': strictPolicy,
    ...headers,
    'Content-Length': Buffer.byteLength(html),
    'Cache-Control': 'no-store',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
  });
  response.end(html);
}
