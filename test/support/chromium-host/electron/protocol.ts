import { app } from './app.ts';
import { guardInstances } from '../unimplemented.ts';

type Handler = (request: Request) => Response | Promise<Response>;

const privileged = new Map<string, Electron.Privileges>();

/** The schemes the app registered, which the host maps to origins of their own. */
export function registeredSchemes(): ReadonlySet<string> {
  return new Set(privileged.keys());
}

/** The `protocol` of one session: which handler serves which scheme. */
export class HostProtocol implements Pick<
  Electron.Protocol,
  'handle' | 'unhandle' | 'isProtocolHandled' | 'registerSchemesAsPrivileged'
> {
  private readonly handlers = new Map<string, Handler>();

  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    if (app.isReady()) {
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    }
    for (const { scheme, privileges } of schemes) {
      if (!privileges?.standard || !privileges.secure) {
        throw new Error(
          `The Chromium host can only serve standard and secure schemes, and '${scheme}' is not.`,
        );
      }
      privileged.set(scheme.toLowerCase(), privileges);
    }
  }

  handle(scheme: string, handler: Handler): void {
    if (this.handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    if (!privileged.has(scheme) && !['http', 'https', 'file'].includes(scheme)) {
      throw new Error(
        `The Chromium host serves only schemes given to registerSchemesAsPrivileged, and '${scheme}' is not.`,
      );
    }
    this.handlers.set(scheme, handler);
  }

  unhandle(scheme: string): void {
    if (!this.handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
  }

  isProtocolHandled(scheme: string): boolean {
    return this.handlers.has(scheme);
  }

  /** The handler that serves `url` here, if any. */
  handlerFor(url: string): Handler | undefined {
    return this.handlers.get(url.slice(0, url.indexOf(':')).toLowerCase());
  }
}
guardInstances('protocol', HostProtocol);
