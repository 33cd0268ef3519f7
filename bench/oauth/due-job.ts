import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import {
  CredentialCoordinator,
  describeToken,
  OAuth2ClientPool,
  OrgThrottle,
  serializeToken,
  systemClock,
  timestamp,
  Token,
  type Clock,
  type CredentialId,
  type Failure,
  type Timestamp,
} from '../../src/main/auth-foundation/index.ts';
import { startsPerSecond } from '../../src/main/auth-foundation/org-throttle.ts';
import { KeytarKeychain, Vault } from '../../src/main/desktop-platform/index.ts';
import { busiestSecond, type Moment } from './busiest-second.ts';
import type { DueTimes } from './jobs.ts';
import { clientPorts, openSessions } from './org-sessions.ts';

const hour = 3_600_000;
const resolution = 5;
/** Milliseconds to wait for a second refresh of a credential, which must not come: longer than its shortest pause. */
const aftermath = 12_000;

/** The system's clock, which also notes when it was read last. */
class WatchedClock implements Clock {
  lastRead: Moment = { earliest: 0, latest: 0 };

  now(): Timestamp {
    const earliest = performance.now();
    const now = systemClock.now();
    this.lastRead = { earliest, latest: performance.now() };
    return now;
  }

  after(delay: number, action: () => void): () => void {
    return systemClock.after(delay, action);
  }
}

/** The app's throttle, which also notes what it lets start. */
class WatchedThrottle extends OrgThrottle {
  readonly starts: Moment[] = [];
  atOnce = 0;
  readonly #clock: WatchedClock;
  #running = 0;

  constructor(clock: WatchedClock) {
    super(clock);
    this.#clock = clock;
  }

  override enqueue(host: string, job: () => Promise<void>): () => void {
    return super.enqueue(host, async () => {
      // The throttle reads the clock for a start, and then starts it at once.
      this.starts.push(this.#clock.lastRead);
      this.#running += 1;
      this.atOnce = Math.max(this.atOnce, this.#running);
      try {
        await job();
      } finally {
        this.#running -= 1;
      }
    });
  }
}

/** As after a long sleep: a vault full of credentials that have all expired, and automatic refresh is on. */
export async function measureDue(
  folder: string,
  issuerUrl: string,
  count: number,
): Promise<DueTimes> {
  await fillWithExpired(folder, issuerUrl, count);
  const vault = await openVault(folder);
  const throttle = new WatchedThrottle(new WatchedClock());
  const clients = new OAuth2ClientPool({ ...clientPorts, throttle });
  const coordinator = new CredentialCoordinator({
    storage: vault,
    revocations: vault,
    clientFor: (context) => clients.get(context),
    clock: systemClock,
    throttle,
    automaticRefresh: { enabled: true },
  });
  const refreshes = new Map<CredentialId, number>();
  const failures: Failure[] = [];
  const finished = Promise.withResolvers<number>();
  coordinator.events.on('credential_refresh_failed', ({ failure }) => failures.push(failure));
  coordinator.events.on('credential_refreshed', ({ id }) => {
    refreshes.set(id, (refreshes.get(id) ?? 0) + 1);
    if (refreshes.size === count) finished.resolve(performance.now());
  });
  const idle = new Worker(new URL('idle-loop.ts', import.meta.url));
  await once(idle, 'online');
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  await pause(5 * resolution);
  delays.reset();
  const started = performance.now();
  await coordinator.start();
  // Twice as long as the throttle needs, and then some: after that nobody waits any more.
  const patience = (2_000 * count) / startsPerSecond + 60_000;
  const ended = await Promise.race([finished.promise, pause(patience, null, { ref: false })]);
  delays.disable();
  const idleBlock = await longestBlockOf(idle);
  if (ended === null) {
    const codes = new Set(failures.map(({ code }) => code));
    throw new Error(`${refreshes.size} of ${count} were refreshed. ${[...codes].join(', ')}`);
  }
  await pause(aftermath);
  coordinator.stop();
  await vault.close();
  return {
    milliseconds: ended - started,
    refreshedOnce: [...refreshes.values()].filter((times) => times === 1).length,
    startsInASecond: busiestSecond(throttle.starts),
    atOnce: throttle.atOnce,
    longestBlock: Math.max(0, delays.max / 1e6 - resolution),
    idleBlock,
  };
}

async function longestBlockOf(idle: Worker): Promise<number> {
  const told: Promise<unknown[]> = once(idle, 'message');
  idle.postMessage('end');
  return Number((await told)[0]);
}

async function fillWithExpired(folder: string, issuerUrl: string, count: number): Promise<void> {
  const vault = await openVault(folder);
  for (const session of await openSessions(issuerUrl, count)) {
    const receivedAt = timestamp(systemClock.now() - hour);
    const token = Token.fromResponse(serializeToken(session).response, session.context, receivedAt);
    await vault.add(token, describeToken(token, []));
  }
  await vault.close();
}

function openVault(folder: string): Promise<Vault> {
  const keychain = new KeytarKeychain({ service: 'oauth bench', clock: systemClock });
  return Vault.open({ directory: join(folder, 'due'), keychain, clock: systemClock });
}
