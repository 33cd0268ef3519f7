import { browserEndpoints, endpoints, type Endpoint } from './endpoints.ts';
import type { Fault } from './fault.ts';
import { httpFaults, tlsFaults } from './http-faults.ts';
import { placedFaults } from './placed-faults.ts';

/** One fault at one endpoint. */
export interface FaultCase {
  readonly endpoint: Endpoint;
  readonly fault: Fault;
}

/** A fault that is not tried at some endpoints, and why. */
export interface LeftOut {
  readonly fault: string;
  readonly at: readonly Endpoint[];
  readonly because: string;
}

/** Every endpoint times every fault: what is tried, and what makes no sense. */
export interface FaultMatrix {
  readonly cases: readonly FaultCase[];
  readonly leftOut: readonly LeftOut[];
}

const onceForAllPolls =
  'the browser asks there, or every poll would meet it until the code expires: it is the address of the token endpoint, tried there';
const onlyTheBrowser = 'the browser asks there, and the app sees only what it brings back';

/** Lays the matrix out: each fault is either tried at an endpoint or left out there with a reason. */
export function faultMatrix(): FaultMatrix {
  const cases = new Map<string, FaultCase>();
  for (const { at, faults } of placements()) {
    for (const fault of faults) {
      // Okta's tables name some errors twice.
      for (const endpoint of at) cases.set(nameOf({ endpoint, fault }), { endpoint, fault });
    }
  }
  const leftOut = new Map<string, LeftOut>();
  for (const { elsewhere: because, faults } of placements()) {
    for (const fault of faults) {
      const at = endpoints.filter((endpoint) => !cases.has(nameOf({ endpoint, fault })));
      if (at.length > 0) leftOut.set(fault.name, { fault: fault.name, at, because });
    }
  }
  return { cases: [...cases.values()], leftOut: [...leftOut.values()] };
}

function placements(): typeof placedFaults {
  const at = endpoints.filter((endpoint) => !browserEndpoints.includes(endpoint));
  const toConnect = at.filter((endpoint) => endpoint !== 'device_token');
  return [
    { at, elsewhere: onlyTheBrowser, faults: httpFaults },
    { at: toConnect, elsewhere: onceForAllPolls, faults: tlsFaults },
    ...placedFaults,
  ];
}

/** How a case is called. */
export function nameOf({ endpoint, fault }: FaultCase): string {
  return `${endpoint}: ${fault.name}`;
}
