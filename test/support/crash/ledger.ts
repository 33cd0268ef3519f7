import type { CredentialId } from '../../../src/main/auth-foundation/index.ts';
import { errorCatalogue } from '../../../src/shared/index.ts';
import type { Prints } from './fingerprint.ts';
import type { Begin, Found, Notice } from './messages.ts';
import type { TokenIndex } from './token-index.ts';

/** Something that must not be. */
export interface Finding {
  /** `other`: anything that was promised and did not hold, though no session is the worse for it. */
  readonly kind: 'session_lost' | 'record_unreadable' | 'wrong_token' | 'other';
  readonly detail: string;
}

/** One session as far as it is known from what was acknowledged. */
interface Session {
  readonly username: string;
  /** False while nobody was told yet that it is stored. */
  readonly isAcknowledged: boolean;
  readonly prints: Prints;
  readonly tags: readonly string[];
  /** A refresh is under way or ended without a durable write: a newer token of the sign-in is as good. */
  readonly tokenIsInDoubt: boolean;
  readonly tagsInDoubt: readonly (readonly string[])[];
  readonly removal: 'none' | 'under_way' | 'done';
  /** What was refused, to find out later where a finding comes from. */
  readonly refused: string;
}

type FoundSession = Found['sessions'][number];

/** Where something was found: in a process that goes on, or in the first look after a restart. */
type Moment = 'live' | 'restarted';

/** The truth about one vault: what was acknowledged, what was under way, and how what is found differs from it. */
export class Ledger {
  readonly findings: Finding[] = [];
  /** Whether operations may fail because disk or keychain do; no failure is expected otherwise. */
  storageIsFaulty = false;
  /** What is going on, to find out later where a finding comes from. */
  scene = '';
  /** Milliseconds from the receipt of each rotated token to its durable write. */
  readonly untilDurable: number[] = [];
  readonly #index: Pick<TokenIndex, 'find' | 'isSuccessor' | 'isRevoked'>;
  readonly #sessions = new Map<CredentialId, Session>();
  readonly #flights = new Map<number, Begin>();
  /** The refresh tokens that were promised to be revoked, by credential. */
  readonly #toBeRevoked = new Map<CredentialId, string | null>();
  /** What was found already, to be counted once. */
  readonly #found = new Set<string>();
  #defaultId: CredentialId | null = null;
  #defaultsInDoubt: (CredentialId | null)[] = [];
  #backup: readonly CredentialId[] | null = null;

  /** @param index - what the org issued */
  constructor(index: Pick<TokenIndex, 'find' | 'isSuccessor' | 'isRevoked'>) {
    this.#index = index;
  }

  /** What is under way. */
  get underWay(): readonly Begin[] {
    return [...this.#flights.values()];
  }

  /** The sessions that must be there. */
  get sessions(): readonly CredentialId[] {
    return [...this.#sessions].flatMap(([id, { isAcknowledged, removal }]) =>
      isAcknowledged && removal === 'none' ? [id] : [],
    );
  }

  /** Takes down what a worker tells. */
  note(notice: Notice): void {
    switch (notice.kind) {
      case 'begin':
        this.#flights.set(notice.flight, notice.begin);
        this.#begin(notice.begin);
        return;
      case 'done':
        this.#end(notice, (begin) => {
          this.#done(begin, notice);
        });
        return;
      case 'failed':
        this.#end(notice, (begin) => {
          this.#failed(begin, notice);
        });
        return;
      case 'saved':
        this.#change(notice.id, { prints: notice.prints, tokenIsInDoubt: false });
        return;
      case 'received':
    }
  }

  /**
   * Compares what a process found when it had just started. What was in doubt is known from then on.
   *
   * @returns the sessions whose refresh was in doubt, which now have to prove that they can be refreshed
   */
  settle(found: Found): readonly CredentialId[] {
    this.#compare(found, 'restarted');
    const inDoubt: CredentialId[] = [];
    for (const [id, session] of this.#sessions) {
      const now = found.sessions.find((each) => each.id === id);
      if (now === undefined) {
        this.#sessions.delete(id);
        continue;
      }
      if (session.tokenIsInDoubt) inDoubt.push(id);
      const { prints, tags } = now;
      const { username } = session;
      // A removal that has begun to revoke the tokens goes on: they need not work any more.
      const isRevoking = found.revoking.includes(id) || this.#index.isRevoked(prints.refresh);
      const removal = isRevoking ? session.removal : 'none';
      const { refused } = session;
      this.#sessions.set(id, { ...settled(username, prints, tags), removal, refused });
    }
    this.#flights.clear();
    this.#defaultId = found.defaultId;
    this.#defaultsInDoubt = [];
    return inDoubt;
  }

  /** Compares what a process shows that goes on, while nothing is under way. */
  compareLive(found: Found): void {
    this.#compare(found, 'live');
  }

  /** Compares the backup, opened, with what was acknowledged; null when there is none. */
  compareBackup(ids: readonly CredentialId[] | null): void {
    if (this.#backup === null) return;
    if (ids === null) {
      this.#find('other', 'backup', 'an acknowledged backup is gone');
      return;
    }
    // One that was removed since may be missing from a newer backup.
    const expected = this.#backup.filter((id) => this.#sessions.has(id));
    const missing = expected.filter((id) => !ids.includes(id));
    for (const id of missing) this.#find('other', id, 'is not in the backup');
  }

  /** Takes down that these credentials are only in memory although the disk has healed. */
  noteUnsaved(ids: readonly CredentialId[]): void {
    for (const id of ids) this.#find('session_lost', id, 'was never saved');
  }

  /** Takes down something that went wrong without harm to a session. */
  report(what: string, detail: string): void {
    this.#find('other', what, detail);
  }

  /** Takes down that the vault cannot be used any more. */
  loseEverything(why: string): void {
    this.#find('other', 'vault', why);
    for (const id of this.sessions) this.#find('session_lost', id, 'is in a vault that is lost');
  }

  #find(kind: Finding['kind'], what: string, detail: string): void {
    const key = `${kind} ${what} ${kind === 'other' ? detail : ''}`;
    if (this.#found.has(key)) return;
    this.#found.add(key);
    this.findings.push({ kind, detail: `${what} ${detail} [${this.scene}]` });
  }

  #begin(begin: Begin): void {
    switch (begin.operation) {
      case 'store': {
        const { id, username, prints, tags } = begin;
        this.#sessions.set(id, { ...settled(username, prints, tags), isAcknowledged: false });
        return;
      }
      case 'refresh':
        this.#change(begin.id, { tokenIsInDoubt: true });
        return;
      case 'set_tags': {
        const before = this.#sessions.get(begin.id)?.tagsInDoubt ?? [];
        this.#change(begin.id, { tagsInDoubt: [...before, begin.tags] });
        return;
      }
      case 'remove':
      case 'remove_and_revoke_later':
        this.#change(begin.id, { removal: 'under_way' });
        return;
      case 'set_default':
      case 'change_key':
      case 'back_up':
    }
  }

  #end({ flight }: { readonly flight: number }, apply: (begin: Begin) => void): void {
    const begin = this.#flights.get(flight);
    if (begin === undefined) return;
    this.#flights.delete(flight);
    apply(begin);
  }

  #done(
    begin: Begin,
    { prints, defaultId, untilDurable }: Extract<Notice, { kind: 'done' }>,
  ): void {
    if (untilDurable !== null) this.untilDurable.push(untilDurable);
    this.#defaultId = defaultId;
    switch (begin.operation) {
      case 'store':
        this.#change(begin.id, { isAcknowledged: true });
        // Making it the default is a second write, whose failure is not the store's.
        if (defaultId === null) this.#defaultsInDoubt.push(begin.id);
        return;
      case 'refresh':
        if (prints !== null) this.#change(begin.id, { prints, tokenIsInDoubt: false });
        return;
      case 'set_tags':
        this.#change(begin.id, { tags: begin.tags, tagsInDoubt: [] });
        return;
      case 'remove_and_revoke_later':
        this.#toBeRevoked.set(begin.id, this.#sessions.get(begin.id)?.prints.refresh ?? null);
        this.#change(begin.id, { removal: 'done' });
        return;
      case 'remove':
        this.#change(begin.id, { removal: 'done' });
        return;
      case 'back_up':
        this.#backup = begin.ids;
        return;
      case 'set_default':
      case 'change_key':
    }
  }

  #failed(begin: Begin, notice: Extract<Notice, { kind: 'failed' }>): void {
    this.#defaultId = notice.defaultId;
    this.#judgeFailure(begin, notice);
    this.#rememberRefusal(begin, notice.code);
    switch (begin.operation) {
      case 'refresh':
        // Only then did the org rotate, and the new token is in memory.
        if (notice.code !== 'token_unsaved') this.#change(begin.id, { tokenIsInDoubt: false });
        return;
      case 'set_default':
        this.#defaultsInDoubt.push(begin.id);
        return;
      case 'remove':
      case 'remove_and_revoke_later':
        // Its person was told that it is kept.
        this.#change(begin.id, { removal: 'none' });
        return;
      case 'store':
      case 'set_tags':
      case 'change_key':
      case 'back_up':
    }
  }

  #judgeFailure(begin: Begin, { code, detail }: Extract<Notice, { kind: 'failed' }>): void {
    const id = 'id' in begin ? begin.id : null;
    const session = id === null ? undefined : this.#sessions.get(id);
    // Planned just before somebody else removed it.
    if (code === 'account_not_found' && (session === undefined || session.removal === 'done'))
      return;
    const { class: failureClass } = errorCatalogue[code];
    if (begin.operation === 'refresh' && failureClass === 'sign_in_needed') {
      if (session?.removal !== 'none') return;
      this.#find(
        'session_lost',
        begin.id,
        `cannot be refreshed: ${code}, ${detail ?? ''}${session.refused}`,
      );
    } else if (failureClass !== 'storage' || !this.storageIsFaulty) {
      this.#find('other', id ?? 'the vault', `${begin.operation}: ${code}, ${detail ?? ''}`);
    }
  }

  #rememberRefusal(begin: Begin, code: string): void {
    if (!('id' in begin) || begin.id === null) return;
    const refusal = `; ${begin.operation} was refused: ${code}`;
    const refused = this.#sessions.get(begin.id)?.refused ?? '';
    if (!refused.includes(refusal)) this.#change(begin.id, { refused: refused + refusal });
  }

  #compare(found: Found, moment: Moment): void {
    for (const fileName of found.quarantined) {
      const session = [...this.#sessions].find(([id]) => fileName.includes(id))?.[1];
      const why = `is quarantined (${moment})${session?.refused ?? ''}`;
      this.#find('record_unreadable', fileName, why);
    }
    for (const [id, session] of this.#sessions) {
      const now = found.sessions.find((each) => each.id === id);
      if (now !== undefined) this.#compareSession(session, now);
      else if (session.isAcknowledged && session.removal === 'none') {
        this.#find('session_lost', id, `is gone (${moment})${session.refused}`);
      }
    }
    for (const { id } of found.sessions) {
      if (!this.#sessions.has(id)) this.#find('other', id, 'was never stored');
    }
    for (const [id, refresh] of this.#toBeRevoked) {
      if (this.#index.isRevoked(refresh)) this.#toBeRevoked.delete(id);
      else if (!found.revoking.includes(id)) this.#find('other', id, 'will not be revoked');
    }
    const defaults = [this.#defaultId, ...this.#defaultsInDoubt, ...this.underWay.flatMap(outcome)];
    // A default whose session is gone counts as none.
    if (defaults.some((id) => id !== null && !found.sessions.some((each) => each.id === id))) {
      defaults.push(null);
    }
    if (!defaults.includes(found.defaultId)) {
      this.#find('other', 'the default', `is ${found.defaultId ?? 'none'} (${moment})`);
    }
  }

  #compareSession(session: Session, { id, prints, tags }: FoundSession): void {
    if (session.removal === 'done') this.#find('other', id, 'was removed and is back');
    const access = this.#index.find(prints.access);
    const refresh = prints.refresh === null ? null : this.#index.find(prints.refresh);
    if (access?.username !== session.username || refresh?.username !== session.username) {
      this.#find('wrong_token', id, `holds the token of ${access?.username ?? 'nobody'}`);
    } else if (access.grantId !== refresh.grantId) {
      this.#find('wrong_token', id, 'holds the tokens of two sign-ins');
    } else if (!this.#isExpected(session, prints)) {
      this.#find('session_lost', id, 'holds another token than the acknowledged one');
    }
    const expected = [session.tags, ...session.tagsInDoubt];
    if (!expected.some((each) => sameTags(each, tags))) {
      this.#find('other', id, 'has other tags than those that were set');
    }
  }

  #isExpected(session: Session, { access, refresh }: Prints): boolean {
    const { prints, tokenIsInDoubt } = session;
    if (refresh === prints.refresh) return access === prints.access;
    return tokenIsInDoubt && this.#index.isSuccessor(prints.refresh, refresh);
  }

  #change(id: CredentialId, change: Partial<Session>): void {
    const session = this.#sessions.get(id);
    if (session !== undefined) this.#sessions.set(id, { ...session, ...change });
  }
}

function settled(username: string, prints: Prints, tags: readonly string[]): Session {
  return {
    username,
    isAcknowledged: true,
    prints,
    tags,
    tokenIsInDoubt: false,
    tagsInDoubt: [],
    removal: 'none',
    refused: '',
  };
}

/** What the default may be after an operation that was under way. */
function outcome(begin: Begin): (CredentialId | null)[] {
  switch (begin.operation) {
    case 'store':
    case 'set_default':
      return [begin.id];
    case 'remove':
    case 'remove_and_revoke_later':
      return [null];
    case 'refresh':
    case 'set_tags':
    case 'change_key':
    case 'back_up':
      return [];
  }
}

function sameTags(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((tag, place) => tag === other[place]);
}
