import { diskCodes, failingCalls } from './failing-disk.ts';
import { keychainStates } from './file-keychain.ts';
import type { Lane } from './lane.ts';

/** One way in which disk or keychain fail: it is tried on a lane, and ends with a kill. */
export type FaultCell = (lane: Lane) => Promise<void>;

/**
 * Every way: each call that writes with each code, at work and at the start, and each state of the keychain, at the
 * start and during a change of the key.
 */
export function faultCells(): readonly FaultCell[] {
  const faults = failingCalls.flatMap((call) => diskCodes.map((code) => ({ call, code })));
  const troubles = keychainStates.filter((state) => state !== 'works');
  return [
    ...faults.map(
      (fault, place): FaultCell =>
        (lane) =>
          lane.workOnFailingDisk({ ...fault, after: place % 5 }),
    ),
    ...faults.map(
      (fault, place): FaultCell =>
        (lane) =>
          lane.openOnFailingDisk({ ...fault, after: place % 3 }),
    ),
    ...troubles.map(
      (state): FaultCell =>
        (lane) =>
          lane.openWithKeychain(state),
    ),
    ...troubles.map(
      (state): FaultCell =>
        (lane) =>
          lane.changeKeyWithKeychain(state),
    ),
  ];
}
