import type { ReactElement } from 'react';
import { describeError } from '../../../shared/error-catalogue.ts';
import type { AccountView, FrameView } from '../../../shared/views.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { strings } from '../../strings.ts';
import { personName } from '../account-names.ts';
import { AccountProblem } from '../account-problem.tsx';
import { AccountStatus } from '../account-status.tsx';
import { AccountFacts, TechnicalFacts } from './account-facts.tsx';
import { AccountHistory } from './account-history.tsx';
import { AutomaticRefresh } from './automatic-refresh.tsx';
import { RotationNotice } from './rotation-notice.tsx';
import { PresenceChoice } from './presence-choice.tsx';

const words = strings.details;

interface DetailsDialogProps {
  /** The account as it is now; undefined when it was removed meanwhile. */
  readonly account: AccountView | undefined;
  readonly frame: FrameView;
  readonly onClose: () => void;
}

/** Everything about one account: its state, what has happened to it, and what an administrator compares. */
export function DetailsDialog({ account, frame, onClose }: DetailsDialogProps): ReactElement {
  if (account === undefined) {
    return (
      <Dialog title={words.gone} onClose={onClose}>
        <ErrorNote error={describeError('account_not_found')} />
      </Dialog>
    );
  }
  return (
    <Dialog title={words.title(personName(account))} size="medium" onClose={onClose}>
      <AccountStatus account={account} />
      <AccountProblem account={account} />
      <RotationNotice account={account} />
      <AccountFacts account={account} />
      <AutomaticRefresh account={account} settings={frame.settings} />
      <PresenceChoice account={account} canAsk={frame.presence.available} />
      <AccountHistory account={account} />
      <TechnicalFacts account={account} />
    </Dialog>
  );
}
