import { Failure } from '../../../src/main/auth-foundation/index.ts';
import type {
  ListenOptions,
  LoopbackListener,
  SignInResult,
} from '../../../src/main/desktop-platform/index.ts';

/** A redirect listener without a port: the test is the browser. */
export class FakeListener implements LoopbackListener {
  readonly options: ListenOptions;
  readonly redirectUri: string;
  readonly redirect: Promise<URL>;
  readonly results: SignInResult[] = [];
  isClosed = false;
  readonly #settle: { resolve: (url: URL) => void; reject: (why: Failure) => void };

  constructor(options: ListenOptions) {
    this.options = options;
    this.redirectUri = `http://127.0.0.1:${options.ports[0] ?? 0}${options.path}`;
    const { promise, resolve, reject } = Promise.withResolvers<URL>();
    this.redirect = promise;
    this.#settle = { resolve, reject };
    promise.catch(() => undefined);
    options.clock.after(options.timeoutMs, () => {
      reject(new Failure('sign_in_timed_out'));
    });
    const cancel = (): void => {
      reject(new Failure('sign_in_cancelled'));
    };
    if (options.signal?.aborted === true) cancel();
    options.signal?.addEventListener('abort', cancel);
  }

  /** The browser comes back to this URL. */
  arrive(url: URL): void {
    this.#settle.resolve(url);
  }

  finish(result: SignInResult): void {
    this.results.push(result);
  }

  close(): Promise<void> {
    this.isClosed = true;
    this.#settle.reject(new Failure('sign_in_cancelled'));
    return Promise.resolve();
  }
}
