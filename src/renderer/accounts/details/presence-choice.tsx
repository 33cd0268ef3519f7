import { useState, type ReactElement } from 'react';
import type { AccountView } from '../../../shared/views.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { Switch } from '../../components/switch.tsx';
import { useFocusInDialog } from '../../focus-return.ts';
import { strings } from '../../strings.ts';
import { useCommand } from '../../use-command.ts';
import { PresenceQuestion } from './presence-question.tsx';

const words = strings.details.presence;

interface PresenceChoiceProps {
  readonly account: AccountView;
  /** Whether this computer can ask for the person's presence. */
  readonly canAsk: boolean;
}

/**
 * Whether the person is asked before a token is handed out. Where the computer cannot ask, there is nothing to choose,
 * except to switch off what was switched on elsewhere: after a question, so that a restored account stays usable.
 */
export function PresenceChoice({ account, canAsk }: PresenceChoiceProps): ReactElement | null {
  const { id, requiresPresence } = account;
  const setRequired = useCommand('accounts.setRequiresPresence');
  const [isQuestionOpen, setQuestionOpen] = useState(false);
  useFocusInDialog(requiresPresence, isQuestionOpen ? account : null);
  if (!canAsk && !requiresPresence && !isQuestionOpen) return null;
  return (
    <section className="settings-section">
      {setRequired.error && <ErrorNote error={setRequired.error} />}
      <Switch
        label={words.label}
        hint={canAsk ? words.hint : words.cannotAsk}
        isOn={requiresPresence}
        onChange={(required) => {
          if (canAsk || required) setRequired.run({ accountId: id, required });
          else setQuestionOpen(true);
        }}
      />
      {isQuestionOpen && (
        <PresenceQuestion
          account={account}
          onClose={() => {
            setQuestionOpen(false);
          }}
        />
      )}
    </section>
  );
}
