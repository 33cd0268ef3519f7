import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programOf } from '../setup/npm-programs.mjs';
import { runInForeground } from '../setup/programs.mjs';
import { root } from '../setup/project.mjs';
import { judgeReport, reportSchema, type Report, type Verdict } from './judge-report.ts';

/** Something that `npm test` runs and counts. */
export interface Layer {
  readonly name: string;
  readonly about: string;
  readonly run: () => Promise<Verdict>;
}

/** A command of an npm package, with its arguments. */
export type Command = readonly [packageName: string, ...args: string[]];

/**
 * A layer that counts as one test, which passes when all of its commands do. The later ones run though an earlier one
 * failed, so that everything is told at once.
 */
export function check(name: string, about: string, commands: readonly Command[]): Layer {
  return {
    name,
    about,
    run: async () => {
      const failures: string[] = [];
      for (const [packageName, ...args] of commands) {
        const code = await runProgram(packageName, args);
        if (code !== 0) failures.push(`${[packageName, ...args].join(' ')} ended with ${code}`);
      }
      const failed = failures.length > 0 ? 1 : 0;
      return { passed: 1 - failed, failed, failures };
    },
  };
}

/** A layer of vitest tests, counted from vitest's own report. */
export function vitestLayer(name: string, about: string): Layer {
  return {
    name,
    about,
    run: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'oam-report-'));
      const file = join(folder, 'report.json');
      try {
        const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
        const code = await runProgram('vitest', ['run', '--project', name, ...reporters]);
        return judgeReport(await readReport(file), code);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

function runProgram(packageName: string, args: readonly string[]): Promise<number> {
  return runInForeground(process.execPath, [programOf(packageName), ...args], { cwd: root });
}

async function readReport(file: string): Promise<Report | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : reportSchema.parse(JSON.parse(text));
}
