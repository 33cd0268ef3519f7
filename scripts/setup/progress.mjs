// @ts-check
const tickMs = 15_000;

/**
 * @typedef {object} Step
 * @property {string} title - what is made ready
 * @property {(note: (text: string) => void) => Promise<string>} run - tells through `note` what it does and why, and
 *   returns how it ended in a few words
 */

/**
 * Runs the steps in order, each with its number, what it does and how long it took.
 *
 * @param {readonly Step[]} steps
 * @param {(line: string) => void} [print]
 * @returns {Promise<void>}
 */
export async function runSteps(steps, print = console.log) {
  for (const [index, { title, run }] of steps.entries()) {
    const label = `[${index + 1}/${steps.length}] ${title}`;
    const started = Date.now();
    const tick = setInterval(() => {
      print(`      still at it after ${seconds(started)}`);
    }, tickMs);
    try {
      const outcome = await run((text) => {
        print(`${label}: ${text} …`);
      });
      print(`${label}: ${outcome} (${seconds(started)})`);
    } finally {
      clearInterval(tick);
    }
  }
}

/** @param {number} started - milliseconds since the epoch */
function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}
