// `npm test [-- <layer> …]`: every check and every layer of tests, or the named ones.
import { describeHost } from '../test/support/app-driver/index.ts';
import type { Verdict } from './test/judge-report.ts';
import { testLayers } from './test/layers.ts';
import { check, vitestLayer, type Layer } from './test/run-layer.ts';

const layers: readonly Layer[] = [
  check('lint', 'the rules of the house, and the formatting', [
    ['eslint', '.'],
    ['prettier', '--check', '--log-level', 'warn', '.'],
  ]),
  check('types', 'the compiler, for the main process and the window', [
    ['typescript', '-p', 'tsconfig.json'],
    ['typescript', '-p', 'tsconfig.renderer.json'],
  ]),
  check('knip', 'nothing that is not used', [['knip']]),
  ...testLayers.map(({ name, about }) => vitestLayer(name, about)),
];

interface Result extends Verdict {
  readonly name: string;
  readonly seconds: number;
}

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code */
async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !layers.some((layer) => layer.name === name));
  if (unknown.length > 0) {
    console.error(`There is no layer ${unknown.join(', ')}.`);
    console.error(`The layers: ${layers.map(({ name }) => name).join(', ')}`);
    return 1;
  }
  console.log(`End-to-end tests: ${describeHost()}`);
  const chosen = names.length === 0 ? layers : layers.filter(({ name }) => names.includes(name));
  const results: Result[] = [];
  for (const [index, layer] of chosen.entries()) {
    console.log(`\n[${index + 1}/${chosen.length}] ${layer.name}: ${layer.about}`);
    results.push(await runLayer(layer));
  }
  printSummary(results);
  return results.every(({ failed }) => failed === 0) ? 0 : 1;
}

async function runLayer(layer: Layer): Promise<Result> {
  const started = performance.now();
  const verdict = await layer.run().catch((error: unknown): Verdict => {
    return { passed: 0, failed: 1, failures: [`could not be run: ${String(error)}`] };
  });
  console.log(`      ${layer.name}: ${verdict.failed === 0 ? 'passed' : 'FAILED'}`);
  return { name: layer.name, seconds: (performance.now() - started) / 1000, ...verdict };
}

/** Ends with the one line that a machine reads. */
function printSummary(results: readonly Result[]): void {
  console.log('\nlayer          passed  failed   seconds');
  for (const { name, passed, failed, seconds } of results) {
    const columns = [passed, failed].map((count) => String(count).padStart(8));
    console.log(`${name.padEnd(13)}${columns.join('')}${seconds.toFixed(1).padStart(10)}`);
  }
  const failures = results.flatMap(({ name, failures: lines }) =>
    lines.map((line) => `FAILED ${name}: ${line}`),
  );
  if (failures.length > 0) console.log(`\n${failures.join('\n')}`);
  const passed = results.reduce((total, result) => total + result.passed, 0);
  const failed = results.reduce((total, result) => total + result.failed, 0);
  console.log(`\ntests: ${passed} passed, ${failed} failed`);
}
