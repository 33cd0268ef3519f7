/** One end of the passage between the preload's world and the page's. */
export interface WorldBridge {
  /** Defines `value` on the *other* world's global object, copied, frozen and read-only. */
  readonly expose: (key: string, value: unknown) => void;
}

interface WireEvent extends Event {
  readonly detail: unknown;
}

/**
 * Builds one end of Electron's contextBridge. Injected as text into both worlds of a document, so it may refer to
 * nothing outside itself.
 *
 * The two worlds share the DOM only, so messages travel as synchronous events on the document under a name that
 * nobody else knows; Chromium copies an event's `detail` by structured clone when it is read in another world.
 * Functions and promises cross as proxies, plain objects and arrays as copies, other cloneable values as clones.
 */
export function createWorldBridge(
  world: 'preload' | 'page',
  secret: string,
  document: EventTarget,
): WorldBridge {
  type Packed = [tag: string, body?: unknown];
  interface Package {
    readonly root: Packed;
    readonly nodes: Packed[];
  }
  type Message =
    | { kind: 'expose'; call: number; key: string; value: Package }
    | { kind: 'call'; call: number; callee: number; args: Package }
    | { kind: 'reply'; call: number; ok: boolean; value: Package }
    | { kind: 'settle'; promise: number; ok: boolean; value: Package };
  type AnyFunction = (...args: unknown[]) => unknown;
  interface Settlers {
    resolve: (value: unknown) => void;
    reject: (reason: unknown) => void;
  }

  const own: AnyFunction[] = [];
  const ownIds = new WeakMap<AnyFunction, number>();
  const theirs = new Map<number, AnyFunction>();
  const waiting = new Map<number, Settlers>();
  const replies = new Map<number, { ok: boolean; value: unknown }>();
  const origins = new WeakMap<AnyFunction, number>();
  let lastCall = 0;
  let lastPromise = 0;
  const peer = world === 'preload' ? 'page' : 'preload';
  const dispatch = document.dispatchEvent.bind(document);
  const send = (message: Message) => {
    dispatch(new CustomEvent(`${secret}>${peer}`, { detail: message }));
  };

  const hole = Symbol('hole');
  /** Whether the copy that the event itself makes of `value` is all that is needed, which is much faster. */
  const isPlainData = (value: unknown, depth: number): boolean => {
    if (typeof value !== 'object') return typeof value !== 'function' && typeof value !== 'symbol';
    if (value === null) return true;
    if (depth > 20) return false;
    // Not `every` on the array itself, which passes over holes.
    const inside = Array.isArray(value)
      ? Array.from(value, (item: unknown, at) => (at in value ? item : hole))
      : Object.getPrototypeOf(value) === Object.prototype
        ? Object.values(value)
        : null;
    return inside?.every((item) => isPlainData(item, depth + 1)) ?? false;
  };
  const pack = (value: unknown): Package => {
    return isPlainData(value, 0) ? { root: ['value', value], nodes: [] } : packDeeply(value);
  };
  const packDeeply = (value: unknown): Package => {
    const nodes: Packed[] = [];
    const seen = new Map<object, number>();
    const inner = (item: unknown): Packed => {
      if (typeof item === 'function') return packFunction(item as AnyFunction);
      // Electron leaves symbols out.
      if (typeof item === 'symbol') return ['value', undefined];
      if (typeof item !== 'object' || item === null) return ['value', item];
      const known = seen.get(item);
      if (known !== undefined) return ['node', known];
      const index = nodes.push(['value']) - 1;
      seen.set(item, index);
      nodes[index] = packObject(item);
      return ['node', index];
    };
    const packFunction = (item: AnyFunction): Packed => {
      // A proxy that goes home again becomes the function it stands for.
      const origin = origins.get(item);
      if (origin !== undefined) return ['yours', origin];
      let id = ownIds.get(item);
      if (id === undefined) {
        id = own.push(item) - 1;
        ownIds.set(item, id);
      }
      return ['function', id];
    };
    const packObject = (item: object): Packed => {
      // `from` and not `map`: a hole becomes undefined, as in Electron.
      if (Array.isArray(item)) return ['array', Array.from(item, inner)];
      if (item instanceof Promise) return ['promise', announce(item)];
      if (item instanceof Error) return ['error', item.message];
      if (Object.prototype.toString.call(item) === '[object Object]') {
        return [
          'object',
          Object.entries(item).map(([key, entry]: [string, unknown]) => [key, inner(entry)]),
        ];
      }
      try {
        return ['value', structuredClone(item)];
      } catch {
        throw new Error('An object could not be cloned.');
      }
    };
    const root = inner(value);
    return { root, nodes };
  };

  const announce = (promise: Promise<unknown>): number => {
    const id = ++lastPromise;
    promise.then(
      (value) => {
        settle(id, true, value);
      },
      (reason: unknown) => {
        settle(id, false, reason);
      },
    );
    return id;
  };
  const settle = (promise: number, ok: boolean, value: unknown) => {
    try {
      send({ kind: 'settle', promise, ok, value: pack(value) });
    } catch (error) {
      send({ kind: 'settle', promise, ok: false, value: pack(error) });
    }
  };

  const unpack = ({ root, nodes }: Package, freeze = false): unknown => {
    const built = new Map<number, unknown>();
    const inner = ([tag, body]: Packed): unknown => {
      if (tag === 'function') return proxyFor(Number(body));
      if (tag === 'yours') return own[Number(body)];
      if (tag === 'node') return object(Number(body));
      return body;
    };
    const object = (index: number): unknown => {
      if (built.has(index)) return built.get(index);
      const [tag, body] = nodes[index] ?? ['value'];
      const made = shell(tag, body);
      built.set(index, made);
      if (tag === 'array')
        for (const item of body as Packed[]) (made as unknown[]).push(inner(item));
      if (tag === 'object') {
        for (const [key, item] of body as [string, Packed][]) {
          Object.defineProperty(made, key, {
            value: inner(item),
            writable: true,
            enumerable: true,
            configurable: true,
          });
        }
      }
      return freeze && (tag === 'array' || tag === 'object') ? Object.freeze(made) : made;
    };
    const shell = (tag: string, body: unknown): unknown => {
      if (tag === 'array') return [];
      if (tag === 'object') return {};
      if (tag === 'error') return new Error(String(body));
      if (tag === 'promise') {
        return new Promise((resolve, reject) => waiting.set(Number(body), { resolve, reject }));
      }
      return body;
    };
    return inner(root);
  };

  const proxyFor = (callee: number): AnyFunction => {
    const known = theirs.get(callee);
    if (known) return known;
    const proxy: AnyFunction = (...args) => {
      const call = ++lastCall;
      send({ kind: 'call', call, callee, args: pack(args) });
      return takeReply(call);
    };
    theirs.set(callee, proxy);
    origins.set(proxy, callee);
    return proxy;
  };

  const takeReply = (call: number): unknown => {
    const reply = replies.get(call);
    replies.delete(call);
    if (!reply) throw new Error('The other world is gone.');
    if (!reply.ok) throw reply.value;
    return reply.value;
  };

  const answer = (call: number, work: () => unknown) => {
    try {
      const value = work();
      send({ kind: 'reply', call, ok: true, value: pack(value) });
    } catch (error) {
      send({ kind: 'reply', call, ok: false, value: pack(error) });
    }
  };
  const receiveExposed = (key: string, value: Package) => {
    if (Object.hasOwn(globalThis, key)) {
      throw new Error('Cannot bind an API on top of an existing property on the window object');
    }
    Object.defineProperty(globalThis, key, {
      value: unpack(value, true),
      writable: false,
      enumerable: true,
      configurable: false,
    });
  };
  const receive = (message: Message) => {
    if (message.kind === 'expose') {
      answer(message.call, () => {
        receiveExposed(message.key, message.value);
      });
    } else if (message.kind === 'call') {
      answer(message.call, () => own[message.callee]?.(...(unpack(message.args) as unknown[])));
    } else if (message.kind === 'reply') {
      replies.set(message.call, { ok: message.ok, value: unpack(message.value) });
    } else {
      const settlers = waiting.get(message.promise);
      waiting.delete(message.promise);
      const value = unpack(message.value);
      if (message.ok) settlers?.resolve(value);
      else settlers?.reject(value);
    }
  };
  document.addEventListener(`${secret}>${world}`, (event) => {
    receive((event as WireEvent).detail as Message);
  });

  return {
    expose: (key, value) => {
      const call = ++lastCall;
      send({ kind: 'expose', call, key, value: packDeeply(value) });
      takeReply(call);
    },
  };
}
