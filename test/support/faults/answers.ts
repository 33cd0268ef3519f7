import type { Answer } from './fault.ts';

const html = { 'content-type': 'text/html; charset=utf-8' };
const json = { 'content-type': 'application/json' };

/** A page as a proxy, a captive portal or a web application firewall answers. */
export const page =
  '<!doctype html><html><head><title>Access</title></head><body>Wait.</body></html>';

/** An answer with a page. */
export function pageAnswer(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...html, ...headers }, body: page };
}

/** An answer with this text, which says that it is JSON. */
export function textAnswer(status: number, body: string): Answer {
  return { status, headers: json, body };
}

/** An answer with JSON. */
export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { ...json, ...headers }, body: JSON.stringify(body) };
}

/** The same answer with other fields; `undefined` leaves one out. */
export function withFields(answer: Answer, fields: Readonly<Record<string, unknown>>): Answer {
  const body: unknown = JSON.parse(answer.body);
  if (typeof body !== 'object' || body === null) return answer;
  return { ...answer, body: JSON.stringify({ ...body, ...fields }) };
}
