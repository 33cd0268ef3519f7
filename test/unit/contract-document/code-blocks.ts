import { readFileSync } from 'node:fs';

/** One example of a document. */
export interface CodeBlock {
  /** The heading above it, without its prefix. */
  readonly title: string;
  readonly code: string;
}

/** The JavaScript examples of a document, by their titles. */
export class ExampleDocument {
  /** In their order, byte for byte as they stand there. */
  readonly examples: readonly CodeBlock[];
  /** How many JavaScript blocks there are, with or without a heading of their own. */
  readonly blockCount: number;

  /** @param url - of the document, in Markdown */
  constructor(url: URL) {
    const text = readFileSync(url, 'utf8');
    const blocks = text.matchAll(
      /^#+ JavaScript example: (?<title>.*)\n(?:(?!#|```).*\n)*```javascript\n(?<code>[\s\S]*?)^```$/gm,
    );
    this.examples = [...blocks].map(({ groups }) => ({
      title: groups?.title ?? '',
      code: groups?.code ?? '',
    }));
    this.blockCount = [...text.matchAll(/^```javascript$/gm)].length;
  }

  /** The example with this title. Throws when the document has none. */
  example(title: string): CodeBlock {
    const found = this.examples.find((block) => block.title === title);
    if (found === undefined) throw new Error(`The document has no example "${title}".`);
    return found;
  }
}

const contractDocument = new ExampleDocument(new URL('credential-management.md', import.meta.url));

/** The JavaScript examples of the contract text beside this file, byte for byte as they stand there. */
export function contractExamples(): readonly CodeBlock[] {
  return contractDocument.examples;
}

/** The example with this title. Throws when the text has none. */
export function contractExample(title: string): CodeBlock {
  return contractDocument.example(title);
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
