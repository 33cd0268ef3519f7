/** Names that JavaScript itself, Node's inspection or test tools look for on any object. */
const probes = new Set(['then', 'toJSON', 'asymmetricMatch', 'nodeType', 'tagName', 'inspect']);

/** The error for a part of Electron's API that this host leaves out. */
function unimplemented(name: string): Error {
  return new Error(`The Chromium host does not implement ${name}`);
}

function guardian<Target extends object>(target: Target, name: string): Target {
  return new Proxy(target, {
    get: (object, key, receiver): unknown => {
      if (typeof key === 'string' && !(key in object) && !probes.has(key) && !key.startsWith('_')) {
        throw unimplemented(`electron.${name}.${key}`);
      }
      return Reflect.get(object, key, receiver);
    },
  });
}

/**
 * Makes reading a member that neither the class nor its parents have throw, naming it. The guard sits behind the
 * prototype, so that instances stay themselves (`===`, private state).
 */
export function guardInstances(name: string, type: { readonly prototype: object }): void {
  const parent: unknown = Object.getPrototypeOf(type.prototype);
  if (typeof parent === 'object' && parent !== null) {
    Object.setPrototypeOf(type.prototype, guardian(parent, name));
  }
}

/** The same for the static members of a class. */
export function guardStatics(name: string, type: object): void {
  const parent: unknown = Object.getPrototypeOf(type);
  if (parent !== null && (typeof parent === 'object' || typeof parent === 'function')) {
    Object.setPrototypeOf(type, guardian(parent, name));
  }
}

/** The same for a plain object that stands for a module of Electron. */
export function guardModule<Module extends object>(name: string, module: Module): Module {
  const parent: unknown = Object.getPrototypeOf(module);
  if (typeof parent === 'object' && parent !== null) {
    Object.setPrototypeOf(module, guardian(parent, name));
  }
  return module;
}

/** A whole module of Electron that the host leaves out: every use of it throws, naming it. */
export function absentModule(name: string): never {
  const refuse = (): never => {
    throw unimplemented(`electron.${name}`);
  };
  // A function, so that calling and constructing are refused by name as well.
  return new Proxy(refuse, {
    apply: refuse,
    construct: refuse,
    get: (_object, key): unknown => {
      if (typeof key === 'symbol' || probes.has(key)) return undefined;
      throw unimplemented(`electron.${name}.${key}`);
    },
  }) as never;
}
