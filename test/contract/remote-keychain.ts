import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Failure, openSecret, Secret } from '../../src/main/auth-foundation/index.ts';
import type {
  DeleteResult,
  GetResult,
  Keychain,
  SetResult,
  Trouble,
} from '../../src/main/desktop-platform/keychain/keychain.ts';
import { replySchema, type Reply, type Request } from './keychain-messages.ts';

/** The real keychain in a child process. */
export class RemoteKeychain implements Keychain {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<Reply>>();
  #lastId = 0;

  /** @param env - the whole environment of the child */
  constructor(env: NodeJS.ProcessEnv) {
    const host = fileURLToPath(new URL('keychain-host.ts', import.meta.url));
    this.#child = fork(host, { env, execArgv: [] });
    this.#child.on('message', (message) => {
      const answer = replySchema.parse(message);
      this.#waiting.get(answer.id)?.resolve(answer);
    });
    this.#child.on('exit', (code, signal) => {
      const ended = new Error(`The keychain process ended: code ${code}, signal ${signal}`);
      for (const { reject } of this.#waiting.values()) reject(ended);
    });
  }

  async get(account: string): Promise<GetResult> {
    const answer = await this.#call({ method: 'get', account, secret: '' });
    if (answer.kind === 'found') return { kind: 'found', secret: new Secret(answer.value ?? '') };
    return answer.kind === 'absent' ? { kind: 'absent' } : troubleOf(answer);
  }

  async set(account: string, secret: Secret): Promise<SetResult> {
    const answer = await this.#call({ method: 'set', account, secret: openSecret(secret) });
    return answer.kind === 'stored' ? { kind: 'stored' } : troubleOf(answer);
  }

  async delete(account: string): Promise<DeleteResult> {
    const answer = await this.#call({ method: 'delete', account, secret: '' });
    if (answer.kind === 'deleted' || answer.kind === 'absent') return { kind: answer.kind };
    return troubleOf(answer);
  }

  /** Ends the child. */
  async close(): Promise<void> {
    this.#waiting.clear();
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
  }

  async #call(request: Omit<Request, 'id'>): Promise<Reply> {
    const id = ++this.#lastId;
    const reply = Promise.withResolvers<Reply>();
    this.#waiting.set(id, reply);
    this.#child.send({ id, ...request } satisfies Request);
    const answer = await reply.promise;
    this.#waiting.delete(id);
    if (answer.kind === 'rejected') throw new Failure('internal', { detail: answer.code });
    return answer;
  }
}

function troubleOf({ kind, detail = '' }: Reply): Trouble {
  switch (kind) {
    case 'locked':
    case 'unavailable':
    case 'denied':
    case 'too_large':
    case 'timed_out':
      return { kind, detail };
    default:
      throw new Error(`The keychain answered ${kind}`);
  }
}
