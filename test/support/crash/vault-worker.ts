import { AsyncLocalStorage } from 'node:async_hooks';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { defaultRedirectPorts, registeredUris } from '../../../src/shared/redirect-uris.ts';
import {
  CredentialCoordinator,
  Failure,
  OAuth2ClientPool,
  systemClock,
  toFailure,
  type Clock,
  type Credential,
  type CredentialId,
  type HttpFetch,
  type Token,
  type TokenContext,
} from '../../../src/main/auth-foundation/index.ts';
import { Vault } from '../../../src/main/desktop-platform/index.ts';
import { AuthorizationCodeFlow } from '../../../src/main/oauth2-flows/index.ts';
import { signInWithoutBrowser } from '../okta-like-org/browser-less-login.ts';
import type { Person } from '../okta-like-org/options.ts';
import { FailingDisk } from './failing-disk.ts';
import { FileKeychain } from './file-keychain.ts';
import { printsOf } from './fingerprint.ts';
import {
  operationNames,
  type Answer,
  type Command,
  type Notice,
  type OperationName,
} from './messages.ts';
import { planners, planRefresh, shares, type Plan, type Workplace } from './operations.ts';
import { Random } from './random.ts';
import { backupName, readBackup } from './read-backup.ts';
import { commitSabotage } from './sabotage.ts';

/** What a worker works with. */
export interface VaultWorkerParts {
  /** Holds the vault, the keychain's file and the backup. */
  readonly directory: string;
  /** Where people sign in. */
  readonly context: TokenContext;
  /** Tells the parent; resolves when it cannot be taken back. */
  readonly notify: (notice: Notice) => Promise<void>;
}

const operationsAtOnce = 3;
const scopes = ['openid', 'profile', 'email', 'offline_access'];
/** Milliseconds; by then a healed disk has everything. */
const patience = 20_000;
/** Milliseconds; what a fault has not hit by then it does not hit. */
const faultPatience = 3_000;

/** The system's clock, but the pauses between two tries are over twenty times sooner. */
const impatientClock: Clock = {
  now: () => systemClock.now(),
  after: (delay, action) => systemClock.after(delay > 60_000 ? delay : delay / 20, action),
};

/** A real vault with a real coordinator at a real org, doing what the parent says. */
export class VaultWorker {
  readonly #parts: VaultWorkerParts;
  readonly #keychain: FileKeychain;
  readonly #disk = new FailingDisk();
  readonly #pool: OAuth2ClientPool;
  /** Which credential the request in hand is refreshing. */
  readonly #refreshing = new AsyncLocalStorage<CredentialId>();
  readonly #receivedAt = new Map<CredentialId, number>();
  readonly #untilDurable = new Map<CredentialId, number>();
  readonly #taken = new Set<string>();
  #place: Workplace | null = null;
  #loops: Promise<void>[] = [];
  #isWorking = false;
  #flights = 0;

  constructor(parts: VaultWorkerParts) {
    this.#parts = parts;
    this.#keychain = new FileKeychain(join(parts.directory, 'keychain.json'));
    this.#pool = new OAuth2ClientPool({
      fetch: this.#fetch,
      clock: impatientClock,
      userAgent: 'OktaAccountManager/crash',
    });
  }

  /** Does what it is told. A Failure is an answer; any other error is a defect and rejects. */
  async obey(command: Command): Promise<Answer> {
    try {
      return await this.#obey(command);
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.code !== 'internal') {
        return { kind: 'refused', code: thrown.code };
      }
      throw thrown;
    }
  }

  async #obey(command: Command): Promise<Answer> {
    switch (command.kind) {
      case 'open':
        await this.#open();
        return this.#look();
      case 'look':
        return this.#look();
      case 'refresh':
        return this.#refreshAll(command.ids);
      case 'read_backup':
        return { kind: 'backup', ids: await readBackup(this.#parts.directory) };
      case 'work':
        this.#work(command);
        return { kind: 'ok' };
      case 'do':
        return this.#do(command);
      case 'rest':
        return { kind: 'rested', unsaved: await this.#rest() };
      case 'fail_disk':
        this.#disk.fail(command);
        return { kind: 'ok' };
      case 'heal_disk':
        this.#disk.heal();
        return { kind: 'disk', failures: this.#disk.failures };
      case 'await_disk_failure':
        await Promise.race([this.#disk.hit, pause(faultPatience)]);
        return { kind: 'disk', failures: this.#disk.failures };
      case 'set_keychain':
        this.#keychain.enter(command.state);
        return { kind: 'ok' };
      case 'sabotage':
        await commitSabotage(command.what, this.#require(), this.#parts.directory, async (id) => {
          await this.#perform(planRefresh(this.#require(), id));
        });
        return { kind: 'ok' };
      case 'close':
        await this.#close();
        return { kind: 'ok' };
    }
  }

  async #open(): Promise<void> {
    const { directory } = this.#parts;
    const vault = await Vault.open({
      directory: join(directory, 'vault'),
      keychain: this.#keychain,
      clock: impatientClock,
      disk: this.#disk.disk,
    });
    const coordinator = new CredentialCoordinator({
      storage: vault,
      revocations: vault,
      clientFor: (context) => this.#pool.get(context),
      clock: impatientClock,
      automaticRefresh: { enabled: true },
    });
    coordinator.events.on('credential_refreshed', ({ id }) => {
      // The first thing that happens after the durable write.
      const receivedAt = this.#receivedAt.get(id);
      if (receivedAt !== undefined) this.#untilDurable.set(id, performance.now() - receivedAt);
    });
    coordinator.events.on('credential_saved', ({ id }) => void this.#tellSaved(id));
    this.#place = {
      vault,
      coordinator,
      backup: join(directory, backupName),
      signIn: (person) => this.#signIn(person),
    };
    await coordinator.start();
  }

  async #look(): Promise<Answer> {
    const { coordinator, vault } = this.#require();
    const credentials = await this.#credentials();
    return {
      kind: 'found',
      sessions: credentials.map(({ id, token, tags }) => ({
        id,
        prints: printsOf(token),
        tags: [...tags],
      })),
      defaultId: (await coordinator.getDefault())?.id ?? null,
      revoking: (await vault.pendingRevocations()).map(({ credentialId }) => credentialId),
      quarantined: vault.quarantined().map(({ fileName }) => fileName),
    };
  }

  async #refreshAll(ids: readonly CredentialId[]): Promise<Answer> {
    for (const id of ids) await this.#perform(planRefresh(this.#require(), id));
    return { kind: 'ok' };
  }

  #work({ seed, first }: Extract<Command, { kind: 'work' }>): void {
    this.#isWorking = true;
    this.#loops = Array.from({ length: operationsAtOnce }, (_, place) => {
      const random = new Random(seed + place);
      return this.#loop(random, place === 0 ? first : draw(random));
    });
  }

  async #do({ operation, seed }: Extract<Command, { kind: 'do' }>): Promise<Answer> {
    const plan = await planners[operation](this.#require(), new Random(seed));
    if (plan === null) return { kind: 'did', outcome: 'nothing', id: null };
    const { begin } = plan;
    const outcome = await this.#perform(plan);
    return { kind: 'did', outcome, id: 'id' in begin ? begin.id : null };
  }

  async #loop(random: Random, first: OperationName): Promise<void> {
    for (let name = first; this.#isWorking; name = draw(random)) {
      const plan = await planners[name](this.#require(), random);
      if (plan === null || plan.takes.some((thing) => this.#taken.has(thing))) await turn();
      else await this.#perform(plan);
    }
  }

  async #perform({ begin, takes, run }: Plan): Promise<'done' | 'refused'> {
    const { notify } = this.#parts;
    const flight = (this.#flights += 1);
    for (const thing of takes) this.#taken.add(thing);
    await notify({ kind: 'begin', flight, begin });
    try {
      // So the network knows whose refresh it carries.
      const prints = await (begin.operation === 'refresh'
        ? this.#refreshing.run(begin.id, run)
        : run());
      const defaultId = await this.#defaultId();
      const untilDurable = this.#takeDelay(begin);
      void notify({ kind: 'done', flight, prints, defaultId, untilDurable });
      return 'done';
    } catch (thrown) {
      const { code, detail } = toFailure(thrown);
      void notify({ kind: 'failed', flight, code, detail, defaultId: await this.#defaultId() });
      return 'refused';
    } finally {
      for (const thing of takes) this.#taken.delete(thing);
    }
  }

  #takeDelay(begin: Plan['begin']): number | null {
    if (begin.operation !== 'refresh') return null;
    const delay = this.#untilDurable.get(begin.id) ?? null;
    this.#untilDurable.delete(begin.id);
    return delay;
  }

  async #rest(): Promise<CredentialId[]> {
    this.#isWorking = false;
    await Promise.all(this.#loops);
    const end = performance.now() + patience;
    for (;;) {
      const unsaved = (await this.#credentials()).filter(({ isUnsaved }) => isUnsaved);
      if (unsaved.length === 0 || performance.now() > end) return unsaved.map(({ id }) => id);
      await pause(10);
    }
  }

  async #close(): Promise<void> {
    const { coordinator, vault } = this.#require();
    await this.#rest();
    coordinator.stop();
    await vault.close();
  }

  async #tellSaved(id: CredentialId): Promise<void> {
    const credential = await this.#require().coordinator.with(id);
    if (credential === null) return;
    await this.#parts.notify({ kind: 'saved', id, prints: printsOf(credential.token) });
  }

  async #signIn(person: Person): Promise<Token> {
    const flow = new AuthorizationCodeFlow(this.#pool.get(this.#parts.context), impatientClock);
    const ports = { kind: 'registered', ports: defaultRedirectPorts } as const;
    const [redirectUri = ''] = registeredUris(ports, 'redirect');
    const { url, context } = await flow.start({
      redirectUri,
      scopes,
      pushed: 'when_required',
      bind: 'none',
    });
    return flow.resume(context, await signInWithoutBrowser({ authorizationUrl: url, ...person }));
  }

  async #defaultId(): Promise<CredentialId | null> {
    return (await this.#require().coordinator.getDefault())?.id ?? null;
  }

  async #credentials(): Promise<readonly Credential[]> {
    return this.#require().coordinator.find(() => true);
  }

  #require(): Workplace {
    if (this.#place === null) throw new Error('The vault is not open.');
    return this.#place;
  }

  readonly #fetch: HttpFetch = async (url, { method, headers, body, redirect, signal }) => {
    const response = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      redirect,
      ...(signal === undefined ? {} : { signal }),
    });
    const id = this.#refreshing.getStore();
    if (id === undefined || method !== 'POST' || !response.ok) return response;
    const text = await response.text();
    this.#receivedAt.set(id, performance.now());
    void this.#parts.notify({ kind: 'received', id });
    return new Response(text, { status: response.status, headers: response.headers });
  };
}

const everyShare = operationNames.flatMap((name) =>
  Array.from({ length: shares[name] }, () => name),
);

function draw(random: Random): OperationName {
  return random.pick(everyShare) ?? 'refresh';
}
