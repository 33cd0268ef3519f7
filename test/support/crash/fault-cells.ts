import {
  openOnFailingDisk,
  refuseOne,
  refuseRevokingLater,
  workOnFailingDisk,
} from './disk-scenes.ts';
import {
  diskCodes,
  failingCalls,
  type DiskCode,
  type DiskFault,
  type FailingCall,
} from './failing-disk.ts';
import { keychainStates } from './file-keychain.ts';
import { changeKeyWithKeychain, openWithKeychain } from './keychain-scenes.ts';
import type { Lane } from './lane.ts';
import { prepareStart, type StartState } from './start-states.ts';

/** One way in which disk or keychain fail: it is tried on a vault, and ends with a kill. */
export interface FaultCell {
  readonly what: 'disk' | 'keychain';
  /** `new`: a lane of its own, whose vault is not made yet. */
  readonly lane: 'any' | 'new';
  readonly run: (lane: Lane) => Promise<void>;
}

/**
 * Every way: each call that writes, with each code at work, and in each state of the vault at the start; healed again,
 * or the worker killed before; changes of the key, backups and revocations that the disk refuses; and each state of the
 * keychain, at the start and during a change of the key.
 */
export function faultCells(): readonly FaultCell[] {
  return [
    ...atWork(),
    ...atTheStart(),
    ...killedAtWork(),
    ...ofTheVaultAsAWhole(),
    ...revokingLater(),
    ...withKeychain(),
  ];
}

function atWork(): FaultCell[] {
  const faults = failingCalls.flatMap((call) => diskCodes.map((code) => ({ call, code })));
  return faults.map((fault, place) =>
    disk((lane) => workOnFailingDisk(lane, { ...fault, after: place % 5 }, 'healed')),
  );
}

function atTheStart(): FaultCell[] {
  const calls = failingCalls.filter((call) => call !== 'unlink');
  const states = ['new', 'key_change_unfinished', 'key_pending'] as const;
  return [
    ...calls.flatMap((call) => states.map((state) => ({ call, state }))),
    // The others delete nothing.
    { call: 'unlink', state: 'leftovers' } as const,
  ].map(({ call, state }, place) => {
    const after = place % callsAtStart(call, state);
    return atOneStart({ call, code: codeAt(place), after }, state);
  });
}

function atOneStart(fault: DiskFault, state: StartState): FaultCell {
  return {
    what: 'disk',
    lane: state === 'new' ? 'new' : 'any',
    run: async (lane) => {
      await prepareStart(lane, state);
      // It leaves these as they are.
      if (state === 'key_change_unfinished' || state === 'leftovers') {
        await openOnFailingDisk(lane, fault, 'killed_meanwhile');
      }
      await openOnFailingDisk(lane, fault, 'healed');
    },
  };
}

/** How often opening a vault in a state makes a call, at least. */
function callsAtStart(call: FailingCall, state: StartState): number {
  if (state === 'key_change_unfinished' || state === 'leftovers') return 2;
  // The lock's file comes before the marker's.
  return call === 'create' ? 2 : 1;
}

function killedAtWork(): FaultCell[] {
  return failingCalls.map((call, place) => {
    const fault = { call, code: codeAt(place), after: place % 3 };
    return disk((lane) => workOnFailingDisk(lane, fault, 'killed_meanwhile'));
  });
}

function ofTheVaultAsAWhole(): FaultCell[] {
  // Neither deletes a file before it has failed.
  const calls = failingCalls.filter((call) => call !== 'unlink');
  return calls.flatMap((call, place) => {
    const fault = { call, code: codeAt(place) };
    return [
      disk((lane) => refuseOne(lane, 'change_key', { ...fault, after: place })),
      disk((lane) => refuseOne(lane, 'back_up', { ...fault, after: 0 })),
    ];
  });
}

function revokingLater(): FaultCell[] {
  const undeletable = { call: 'unlink', code: 'EROFS', after: 0 } as const;
  const unproven = { call: 'syncFolder', code: 'EIO' } as const;
  return [
    // Neither the credential nor the entry can be deleted.
    disk((lane) => refuseRevokingLater(lane, undeletable, 'close')),
    disk((lane) => refuseRevokingLater(lane, undeletable, 'kill')),
    // The entry is refused, and is there all the same.
    disk((lane) => refuseRevokingLater(lane, { ...unproven, after: 0 }, 'kill')),
    // The credential is deleted, and written again when the disk has healed.
    disk((lane) => refuseRevokingLater(lane, { ...unproven, after: 1 }, 'close')),
  ];
}

function withKeychain(): FaultCell[] {
  const troubles = keychainStates.filter((state) => state !== 'works');
  return troubles.flatMap((state) => [
    keychain((lane) => openWithKeychain(lane, state)),
    keychain((lane) => changeKeyWithKeychain(lane, state)),
  ]);
}

function disk(run: FaultCell['run']): FaultCell {
  return { what: 'disk', lane: 'any', run };
}

function keychain(run: FaultCell['run']): FaultCell {
  return { what: 'keychain', lane: 'any', run };
}

function codeAt(place: number): DiskCode {
  return diskCodes[place % diskCodes.length] ?? 'EIO';
}
