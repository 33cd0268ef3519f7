import { setTimeout as pause } from 'node:timers/promises';
import {
  toFailure,
  type Credential,
  type Failure,
  type TokenStorage,
} from '../../../src/main/auth-foundation/index.ts';
import type { FaultCase } from './cases.ts';
import { FaultSite, printed } from './fault-site.ts';
import type { FaultServer } from './fault-server.ts';
import type { Observation, SeenFailure, StoredSession } from './judge.ts';
import { operations } from './operations.ts';

/** Where cases are run. */
export interface Grounds {
  readonly server: FaultServer;
  /** Durable; the cases share it, each with a credential of its own. */
  readonly storage: TokenStorage;
}

/** Milliseconds that a case may take with its fault. */
const deadline = 10_000;

type End = Pick<Observation, 'end' | 'endedAt'> & { readonly failure: Failure | null };

/** Runs one case: signs in, puts the fault, does what meets it, looks, takes the fault away, and looks again. */
export async function runCase(
  { endpoint, fault }: FaultCase,
  { server, storage }: Grounds,
): Promise<Observation> {
  const { act } = fault;
  const isOwnAddress = endpoint === 'discovery' && act.kind === 'tls';
  const org = server.addOrg(isOwnAddress ? server.origins.ofTls[act.how] : undefined);
  try {
    const site = new FaultSite(org, storage);
    const bind = act.kind === 'nonces_without_end' ? 'to_new_key' : 'none';
    const { id, token } = await site.signIn(bind);
    const coordinator = site.newCoordinator();
    const told: Failure[] = [];
    const end = await endOf(() =>
      operations[endpoint]({
        site,
        coordinator,
        id,
        fault,
        bind,
        breakOrg: () => {
          org.break(endpoint, fault);
        },
        onFailure: (failure) => told.push(failure),
      }),
    );
    org.heal();
    const { end: how, endedAt } = end;
    const failure = end.failure ?? told[0] ?? null;
    const stored = await storedSession(site, id);
    const { refreshToken: before } = token;
    const newest = before === undefined ? null : org.newestOf(before);
    const refreshesAgain = stored === null || how === 'late' ? null : await comesBack(site, id);
    const shown = [failure, ...site.told].map(printed);
    const history = printed(await storage.history(id));
    await storage.remove(id);
    return {
      end: how,
      endedAt,
      failure: failure === null ? null : seenFailure(failure),
      stored,
      refreshTokens: { before, newest },
      requests: org.met,
      requestId: org.requestIds.spoiled,
      leaks: leaksOf(
        { 'a failure or an event': shown.join(), 'the history': history },
        org.secrets,
      ),
      refreshesAgain,
    };
  } finally {
    server.removeOrg(org);
  }
}

async function endOf(operation: () => Promise<unknown>): Promise<End> {
  const giveUp = new AbortController();
  const late = pause(deadline, null, { signal: giveUp.signal }).then((): End => ({
    end: 'late',
    endedAt: Date.now(),
    failure: null,
  }));
  const done = operation().then(
    (): End => ({ end: 'succeeded', endedAt: Date.now(), failure: null }),
    (thrown: unknown): End => ({ end: 'failed', endedAt: Date.now(), failure: toFailure(thrown) }),
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    late.catch(() => undefined);
    giveUp.abort();
  }
}

async function storedSession(site: FaultSite, id: Credential['id']): Promise<StoredSession | null> {
  const credential = await site.newCoordinator().with(id);
  if (credential === null) return null;
  const { signInNeeded, idTokenProblem } = credential.metadata;
  return {
    refreshToken: credential.token.refreshToken,
    signInNeeded: signInNeeded?.code ?? null,
    idTokenProblem: idTokenProblem?.code ?? null,
  };
}

/** Whether the session works again for an app that is started anew; where it cannot, whether a new sign-in mends it. */
async function comesBack(site: FaultSite, id: Credential['id']): Promise<boolean> {
  const coordinator = site.newCoordinator();
  const credential = await coordinator.with(id);
  if (credential === null) return false;
  const { signInNeeded } = credential.metadata;
  try {
    if (signInNeeded?.code === 'subject_changed') {
      await coordinator.signInAgain(id, await site.newToken('none'));
    }
    await coordinator.refresh(id);
  } catch (thrown) {
    site.told.push(thrown);
    return false;
  }
  return credential.metadata.signInNeeded === null;
}

function seenFailure({ code, failureClass, requestId, retryAt }: Failure): SeenFailure {
  return { code, failureClass, requestId, retryAt };
}

function leaksOf(
  places: Readonly<Record<string, string>>,
  secrets: ReadonlySet<string>,
): readonly string[] {
  return Object.entries(places)
    .filter(
      ([, text]) => text.includes('canary-') || [...secrets].some((each) => text.includes(each)),
    )
    .map(([place]) => place);
}
