import { readFileSync } from 'node:fs';

/** One example of the contract text. */
export interface CodeBlock {
  /** The heading above it, without its prefix. */
  readonly title: string;
  readonly code: string;
}

/** The JavaScript examples of the contract text beside this file, byte for byte as they stand there. */
export function contractExamples(): readonly CodeBlock[] {
  const url = new URL('credential-management.md', import.meta.url);
  const text = readFileSync(url, 'utf8');
  const blocks = text.matchAll(
    /^#+ JavaScript example: (?<title>.*)\n+```javascript\n(?<code>[\s\S]*?)^```$/gm,
  );
  return [...blocks].map(({ groups }) => ({
    title: groups?.title ?? '',
    code: groups?.code ?? '',
  }));
}

/** The example with this title. Throws when the text has none. */
export function contractExample(title: string): CodeBlock {
  const found = contractExamples().find((block) => block.title === title);
  if (found === undefined) throw new Error(`The contract text has no example "${title}".`);
  return found;
}

/**
 * Runs an example unchanged, as the body of an async function.
 *
 * @param block - the example
 * @param names - what it finds under its free names; any other name is an error
 * @param returned - an expression whose value is wanted after it ran, for what the example declares
 */
export async function runExample(
  block: CodeBlock,
  names: Readonly<Record<string, unknown>>,
  returned = 'undefined',
): Promise<unknown> {
  const body = `'use strict'; return (async () => {\n${block.code}\nreturn ${returned};\n})();`;
  const AsyncExample: unknown = Reflect.construct(Function, [...Object.keys(names), body]);
  if (typeof AsyncExample !== 'function') throw new Error('The example cannot be compiled.');
  const result: unknown = await Reflect.apply(AsyncExample, undefined, Object.values(names));
  return result;
}
