import { Failure } from '../../../src/main/auth-foundation/index.ts';
import type {
  FlowResult,
  ListenOptions,
  LoopbackListener,
  PostForm,
} from '../../../src/main/desktop-platform/index.ts';

/** A redirect listener without a port: the test is the browser. */
export class FakeListener implements LoopbackListener {
  readonly options: ListenOptions;
  readonly redirectUri: string;
  readonly redirect: Promise<URL>;
  readonly results: FlowResult[] = [];
  /** The forms that were offered, each at an address of its own. */
  readonly forms: PostForm[] = [];
  spentFormRequests = 0;
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
      reject(new Failure(`${options.purpose}_timed_out`));
    });
    const cancel = (): void => {
      this.#cancel();
    };
    if (options.signal?.aborted === true) cancel();
    options.signal?.addEventListener('abort', cancel);
  }

  /** The browser comes back to this URL. */
  arrive(url: URL): void {
    this.#settle.resolve(url);
  }

  offerForm(form: PostForm): URL {
    return new URL(`/form/${this.forms.push(form)}`, this.redirectUri);
  }

  finish(result: FlowResult): void {
    this.results.push(result);
  }

  close(): Promise<void> {
    this.isClosed = true;
    this.#cancel();
    return Promise.resolve();
  }

  #cancel(): void {
    this.#settle.reject(new Failure(`${this.options.purpose}_cancelled`));
  }
}
