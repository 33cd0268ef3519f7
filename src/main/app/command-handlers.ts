import type { CommandHandlers, Settings, Snapshot } from '../../shared/index.ts';
import type { Accounts } from './accounts.ts';
import { viewEnded } from './ended-accounts.ts';
import type { Orgs } from './orgs.ts';
import type { Revocations } from './revocations.ts';
import type { SignIns } from './sign-ins.ts';
import type { SignOuts } from './sign-outs.ts';
import type { TokenClipboard } from './token-clipboard.ts';
import type { VaultKeeper } from './vault-keeper.ts';
import type { VaultSession } from './vault-session.ts';

/** Who does what the window asks for. */
export interface CommandParts {
  readonly state: () => Promise<Snapshot>;
  readonly orgs: Orgs;
  readonly signIns: SignIns;
  readonly signOuts: SignOuts;
  readonly accounts: Accounts;
  readonly revocations: Revocations;
  readonly clipboard: TokenClipboard;
  readonly vault: VaultSession;
  readonly keeper: VaultKeeper;
  readonly updateSettings: (changes: Partial<Settings>) => void;
}

/** Gives each command of the contract the one who answers it. */
export function commandHandlers(parts: CommandParts): CommandHandlers {
  const { state, orgs, signIns, signOuts, accounts, revocations, clipboard, vault, keeper } = parts;
  const { updateSettings } = parts;
  return {
    'state.get': () => state(),

    'orgs.look': (input) => orgs.look(input),
    'orgs.add': (input) => orgs.add(input),
    'orgs.update': (input) => orgs.update(input),
    'orgs.remove': ({ orgId }) => {
      orgs.remove(orgId);
    },
    'orgs.copyUris': (input) => orgs.copyUris(input),
    'orgs.export': () => orgs.exportProfiles(),
    'orgs.import': () => orgs.importProfiles(),
    'orgs.chooseCaFile': () => orgs.chooseCaFile(),

    'signIn.start': ({ orgId, tags, accountId, method }) => {
      const org = orgs.require(orgId);
      return { attemptId: signIns.start({ org, tags, accountId, method }) };
    },
    'signIn.cancel': ({ attemptId }) => {
      signIns.cancel(attemptId);
    },
    'signIn.copyLink': async ({ attemptId }) =>
      clipboard.copyText((await signIns.newPage(attemptId)).href),
    'signIn.copyCode': ({ attemptId }) => clipboard.copyText(signIns.userCode(attemptId)),
    'signIn.openBrowser': ({ attemptId }) => signIns.openBrowser(attemptId),
    'signIn.retrySave': ({ attemptId }) => signIns.retrySave(attemptId),
    'signIn.dismiss': ({ attemptId }) => {
      signIns.dismiss(attemptId);
    },

    'signOut.start': async ({ accountId }) => ({ attemptId: await signOuts.start(accountId) }),
    'signOut.cancel': ({ attemptId }) => {
      signOuts.cancel(attemptId);
    },
    'signOut.copyLink': ({ attemptId }) =>
      clipboard.copyPassingSecret(signOuts.newPage(attemptId).href),
    'signOut.openBrowser': ({ attemptId }) => signOuts.openBrowser(attemptId),
    'signOut.dismiss': ({ attemptId }) => {
      signOuts.dismiss(attemptId);
    },

    'accounts.makeDefault': ({ accountId }) => accounts.makeDefault(accountId),
    'accounts.refresh': ({ accountId }) => accounts.refresh(accountId),
    'accounts.copyToken': async ({ accountId, kind }) => ({
      clearsAt: await accounts.copyToken(accountId, kind),
    }),
    'accounts.copyRequest': async ({ accountId, ...request }) => ({
      clearsAt: await accounts.copyRequest(accountId, request),
    }),
    'accounts.revoke': ({ accountId }) => accounts.revoke(accountId),
    'accounts.remove': ({ accountId }) => accounts.remove(accountId),
    'accounts.removeAndRevokeLater': ({ accountId }) => accounts.removeAndRevokeLater(accountId),
    'accounts.setTags': ({ accountId, tags }) => accounts.setTags(accountId, tags),
    'accounts.setAutomaticRefresh': ({ accountId, choice }) =>
      accounts.setAutomaticRefresh(accountId, choice),
    'accounts.setRequiresPresence': ({ accountId, required }) =>
      accounts.setRequiresPresence(accountId, required),
    'accounts.saveNow': ({ accountId }) => accounts.saveNow(accountId),
    'accounts.history': ({ accountId }) => accounts.history(accountId),
    'accounts.ended': () => ({
      entries: viewEnded(vault.require().storage.ended(), orgs.profiles),
    }),

    'revocations.retry': ({ revocationId }) => revocations.retry(revocationId),
    'revocations.giveUp': ({ revocationId }) => revocations.giveUp(revocationId),

    'clipboard.clear': () => clipboard.clear(),
    'vault.retry': () => vault.open(),
    'vault.retryQuarantined': () => keeper.retryQuarantined(),
    'vault.setQuarantinedAside': ({ fileName }) => keeper.setQuarantinedAside(fileName),
    'vault.changeKey': () => keeper.changeKey(),
    'vault.restoreKey': () => keeper.restoreKey(),
    'vault.startNew': () => keeper.startNew(),
    'vault.backUp': ({ passphrase }) => keeper.backUp(passphrase),
    'vault.restore': ({ passphrase }) => keeper.restore(passphrase),
    'settings.update': (changes) => {
      updateSettings(withoutUndefined(changes));
    },
  };
}

/** A command's optional fields come as `undefined` or not at all; here both mean "leave it". */
function withoutUndefined(
  changes: Partial<{
    [Key in keyof Settings]: Settings[Key] | undefined;
  }>,
): Partial<Settings> {
  const { theme, clipboardSeconds, automaticRefresh } = changes;
  return {
    ...(theme === undefined ? {} : { theme }),
    ...(clipboardSeconds === undefined ? {} : { clipboardSeconds }),
    ...(automaticRefresh === undefined ? {} : { automaticRefresh }),
  };
}
