import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The living processes below `pid`, nearest first. */
export async function listDescendants(pid: number): Promise<number[]> {
  const processes = await listProcesses();
  const found: number[] = [];
  let level = [pid];
  while (level.length > 0) {
    const above = new Set(level);
    level = processes.filter(({ parent }) => above.has(parent)).map((child) => child.pid);
    found.push(...level);
  }
  return found;
}

/** Which of `pids` still run; one that has ended and waits for its parent to notice does not. */
export async function listAlive(pids: readonly number[]): Promise<number[]> {
  const running = new Set((await listProcesses()).map(({ pid }) => pid));
  return pids.filter((pid) => running.has(pid));
}

/** Ends one process at once, if it is still there. */
export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
}

/** Every running process with its parent. */
async function listProcesses(): Promise<ProcessFacts[]> {
  const { stdout } =
    process.platform === 'win32'
      ? await run('powershell', [
          '-NoProfile',
          '-Command',
          'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId) R" }',
        ])
      : await run('ps', ['-A', '-o', 'pid=,ppid=,stat=']);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([pid, , state]) => Number(pid) > 0 && !state?.startsWith('Z'))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
}
