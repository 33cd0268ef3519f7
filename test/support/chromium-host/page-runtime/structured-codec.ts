/** How bytes become text and back: `Buffer` in Node, `btoa`/`atob` in a page. */
export interface CodecPlatform {
  readonly clone: (value: unknown) => unknown;
  readonly toBase64: (bytes: Uint8Array) => string;
  readonly fromBase64: (text: string) => Uint8Array<ArrayBuffer>;
}

/** Carries one value of the structured-clone algorithm as text, between a page and the host. */
export interface StructuredCodec {
  readonly encode: (value: unknown) => string;
  readonly decode: (text: string) => unknown;
}

/**
 * Builds the codec that both ends use. The function is also injected into the page as text, so it may refer to
 * nothing outside itself.
 *
 * `encode` first takes a structured clone (`platform.clone`), as Electron's serializer does: getters are read,
 * prototypes and private fields are dropped. What cannot be cloned is refused with Electron's own error,
 * "An object could not be cloned.".
 */
export function createStructuredCodec(platform: CodecPlatform): StructuredCodec {
  type Wire = string | number | boolean | null | Wire[];
  const refuse = () => new Error('An object could not be cloned.');
  const viewClasses: Record<
    string,
    new (buffer: ArrayBuffer, at: number, length: number) => object
  > = {
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    DataView,
  };
  const errorClasses: Record<string, ErrorConstructor> = {
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  };

  function encode(value: unknown): string {
    const nodes: Wire[] = [];
    const seen = new Map<object, number>();

    const write = (item: unknown): Wire => {
      switch (typeof item) {
        case 'string':
        case 'boolean':
          return item;
        case 'undefined':
          return ['u'];
        case 'bigint':
          return ['i', item.toString()];
        case 'number':
          return Number.isFinite(item) && !Object.is(item, -0)
            ? item
            : ['n', Object.is(item, -0) ? '-0' : String(item)];
        case 'object':
          return item === null ? null : ['@', writeObject(item)];
        case 'function':
        case 'symbol':
          throw refuse();
      }
    };
    const writeObject = (item: object): number => {
      const known = seen.get(item);
      if (known !== undefined) return known;
      const index = nodes.push(null) - 1;
      seen.set(item, index);
      nodes[index] = describe(item);
      return index;
    };
    const entries = (item: object): Wire[] =>
      Object.entries(item).map(([key, entry]: [string, unknown]) => [key, write(entry)]);
    const describe = (item: object): Wire => {
      if (Array.isArray(item)) {
        return Object.keys(item).length === item.length && !item.some((_, i) => !(i in item))
          ? ['a', item.map(write)]
          : ['A', item.length, entries(item)];
      }
      if (item instanceof Date) return ['d', String(item.getTime())];
      if (item instanceof RegExp) return ['r', item.source, item.flags];
      if (item instanceof Map)
        return ['m', [...item].map(([key, entry]) => [write(key), write(entry)])];
      if (item instanceof Set) return ['s', [...item].map(write)];
      if (item instanceof ArrayBuffer) return ['b', platform.toBase64(new Uint8Array(item))];
      if (item instanceof Error) {
        return [
          'e',
          item.name,
          item.message,
          write(item.stack),
          'cause' in item ? write(item.cause) : ['u'],
        ];
      }
      if (item instanceof Boolean || item instanceof Number || item instanceof String) {
        return ['w', write(item.valueOf())];
      }
      if (ArrayBuffer.isView(item)) return describeView(item);
      if (Object.prototype.toString.call(item) === '[object BigInt]') {
        return ['w', write(item.valueOf())];
      }
      if (Object.prototype.toString.call(item) === '[object Object]') return ['o', entries(item)];
      throw refuse();
    };
    const describeView = (item: ArrayBufferView): Wire => {
      const name =
        item instanceof DataView ? 'DataView' : Object.prototype.toString.call(item).slice(8, -1);
      if (!(name in viewClasses)) throw refuse();
      const length = 'length' in item ? Number(item.length) : item.byteLength;
      return ['v', name, write(item.buffer), item.byteOffset, length];
    };

    let snapshot: unknown;
    try {
      snapshot = platform.clone(value);
    } catch {
      throw refuse();
    }
    return JSON.stringify([write(snapshot), nodes]);
  }

  function decode(text: string): unknown {
    const message: unknown = JSON.parse(text);
    if (!Array.isArray(message)) throw new Error('The codec met a message that is not its own.');
    const [root, nodes] = message as [Wire, Wire[]];
    const built: unknown[] = [];

    const list = (wire: Wire | undefined): Wire[] => (Array.isArray(wire) ? wire : []);
    const read = (wire: Wire | undefined): unknown => {
      if (!Array.isArray(wire)) return wire;
      const [tag, body] = wire;
      if (tag === 'u') return undefined;
      if (tag === 'i') return BigInt(String(body));
      if (tag === 'n') return Number(body);
      return readObject(Number(body));
    };
    const readObject = (index: number): unknown => {
      if (index in built) return built[index];
      return build(index, list(nodes[index]));
    };
    const define = (target: Record<string, unknown>, pairs: Wire | undefined) => {
      for (const pair of list(pairs)) {
        const [key, entry] = list(pair);
        const value = read(entry);
        // An own key of this name would set the prototype if it were assigned.
        if (key === '__proto__') {
          const facts = { value, writable: true, enumerable: true, configurable: true };
          Object.defineProperty(target, key, facts);
        } else target[String(key)] = value;
      }
    };
    /** Registers the empty shell before it reads what is inside, so that cycles close. */
    const build = (index: number, [tag, one, two, three, four]: Wire[]): unknown => {
      const keep = <Shell>(shell: Shell): Shell => {
        built[index] = shell;
        return shell;
      };
      switch (String(tag)) {
        case 'a': {
          const shell = keep<unknown[]>([]);
          for (const entry of list(one)) shell.push(read(entry));
          return shell;
        }
        case 'A': {
          const shell = keep(new Array<unknown>(Number(one)));
          for (const pair of list(two)) shell[Number(list(pair)[0])] = read(list(pair)[1]);
          return shell;
        }
        case 'o': {
          const shell = keep({});
          define(shell, one);
          return shell;
        }
        case 'm': {
          const shell = keep(new Map<unknown, unknown>());
          for (const pair of list(one)) shell.set(read(list(pair)[0]), read(list(pair)[1]));
          return shell;
        }
        case 's': {
          const shell = keep(new Set<unknown>());
          for (const entry of list(one)) shell.add(read(entry));
          return shell;
        }
        case 'd':
          return keep(new Date(Number(one)));
        case 'r':
          return keep(new RegExp(String(one), String(two)));
        case 'b':
          return keep(platform.fromBase64(String(one)).buffer);
        case 'w':
          return keep(Object(read(one)) as unknown);
        case 'v':
          return keep(buildView(String(one), read(two), Number(three), Number(four)));
        case 'e':
          return keep(buildError(String(one), String(two), read(three), read(four)));
        default:
          throw new Error(`The codec met the unknown tag ${String(tag)}.`);
      }
    };
    const buildView = (name: string, buffer: unknown, at: number, length: number): object => {
      const View = viewClasses[name];
      if (View === undefined || !(buffer instanceof ArrayBuffer)) throw refuse();
      return new View(buffer, at, length);
    };
    const buildError = (name: string, message: string, stack: unknown, cause: unknown): Error => {
      const error = new (errorClasses[name] ?? Error)(message);
      Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true });
      if (cause !== undefined) {
        Object.defineProperty(error, 'cause', { value: cause, writable: true, configurable: true });
      }
      return error;
    };

    return read(root);
  }

  return { encode, decode };
}
