// @ts-check
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setupFolder } from './project.mjs';
import { readStamp } from './stamps.mjs';

/** Holds the process id of the set-up whose turn it is. */
const turnFile = join(setupFolder, 'turn');
const pollMs = 200;
const writingMs = 5000;

/**
 * Lets one set-up run at a time, so that a second command started meanwhile finds its work done.
 *
 * @param {() => Promise<void>} work
 * @returns {Promise<void>}
 */
export async function inTurn(work) {
  mkdirSync(setupFolder, { recursive: true });
  let isTold = false;
  while (!take()) {
    if (!isTold) console.log('Another set-up runs in this folder; waiting for it …');
    isTold = true;
    await delay(pollMs);
  }
  const release = () => {
    rmSync(turnFile, { force: true });
  };
  process.once('exit', release);
  try {
    await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** @returns {boolean} */
function take() {
  try {
    writeFileSync(turnFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    // The one that held it was ended before it could let go.
    if (!isHeld()) rmSync(turnFile, { force: true });
    return false;
  }
}

function isHeld() {
  const holder = readStamp(turnFile);
  if (holder === null) return false;
  if (holder === '')
    return Date.now() - (statSync(turnFile, { throwIfNoEntry: false })?.mtimeMs ?? 0) < writingMs;
  try {
    process.kill(Number(holder), 0);
    return true;
  } catch (thrown) {
    // A process of somebody else may be asked for, not signalled.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
