import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startKeyringSession } from './keyring-session.ts';

/**
 * Runs a command in a keyring session of its own and ends the session with it.
 *
 * @param command - a program and its arguments; its output is this process's
 * @returns the command's exit code
 */
async function runWithKeyring([program, ...args]: readonly string[]): Promise<number> {
  if (program === undefined) throw new Error('Usage: run-with-keyring.ts <program> [arguments]');
  const session = await startKeyringSession();
  // Ctrl+C reaches the command too: it ends by itself, and the session after it.
  const keepOn = (): void => undefined;
  process.on('SIGINT', keepOn);
  try {
    const child = spawn(program, args, {
      env: { ...process.env, ...session.env },
      stdio: 'inherit',
    });
    await once(child, 'close');
    return child.exitCode ?? 1;
  } finally {
    process.off('SIGINT', keepOn);
    await session.stop();
  }
}

process.exitCode = await runWithKeyring(process.argv.slice(2));
