import { inspect } from 'node:util';

/** Everything that printing, logging, JSON and spreading can bring out of a value, as one text to search in. */
export function printed(value: unknown): string {
  const texts = [
    inspect(value, { depth: 10, showHidden: true, getters: true }),
    inspect(value, { depth: 10, showHidden: true, customInspect: false }),
    JSON.stringify(value),
    String(value),
  ];
  if (typeof value === 'object' && value !== null) {
    const spread = Object.assign({}, value);
    texts.push(JSON.stringify(spread), inspect(spread, { depth: 10 }));
  }
  if (value instanceof Error) texts.push(value.message, value.stack ?? '', printed(value.cause));
  return texts.join('\n');
}
