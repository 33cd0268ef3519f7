import type { RedirectPorts } from '../../shared/index.ts';

/** The ports to listen on, in the order they are tried; 0 is any that is free. */
export function portsToTry(ports: RedirectPorts): readonly number[] {
  return ports.kind === 'any_free' ? [0] : ports.ports;
}
