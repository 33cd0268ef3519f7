import { useState, type ReactElement } from 'react';
import { Form } from 'react-aria-components';
import type { SignInMethod } from '../../shared/contract.ts';
import type { AccountView, OrgView } from '../../shared/views.ts';
import { personName } from '../accounts/account-names.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { CodeFact, Fact } from '../components/fact.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { ChooseWay } from './choose-way.tsx';
import { methodOf, sessionsFor, usualWay } from './sign-in-way.ts';
import { wayIcons } from './way-icons.ts';

const words = strings.signIn;

interface StartAgainDialogProps {
  readonly account: AccountView;
  /** The profile to use, or null when it is gone. */
  readonly org: OrgView | null;
  readonly accounts: readonly AccountView[];
  readonly onClose: () => void;
  readonly onAddOrg: () => void;
  readonly onStarted: (attemptId: string, method: SignInMethod) => void;
}

/** Starts the sign-in of an account that is here already; its org, tags, place and default stay. */
export function StartAgainDialog({
  account,
  org,
  accounts,
  onClose,
  onAddOrg,
  onStarted,
}: StartAgainDialogProps): ReactElement {
  const start = useCommand('signIn.start');
  const [way, setWay] = useState(usualWay);
  const sessions = org === null ? [] : sessionsFor(accounts, org, account);
  const method = methodOf(way, sessions);
  const submit = () => {
    if (org === null) return;
    const input = { orgId: org.id, tags: account.tags, accountId: account.id, method };
    start.run(input, ({ attemptId }) => {
      onStarted(attemptId, method);
    });
  };
  return (
    <Dialog
      title={words.titleAgain(personName(account))}
      onClose={onClose}
      footer={
        <>
          <Button label={strings.common.cancel} onPress={onClose} />
          {org === null ? (
            <Button
              autoFocus
              look="primary"
              label={strings.actions.addOrgAgain}
              onPress={onAddOrg}
            />
          ) : (
            <Button
              autoFocus
              look="primary"
              icon={wayIcons[method.kind]}
              label={words.start[method.kind]}
              isPending={start.isPending}
              onPress={submit}
            />
          )}
        </>
      }
    >
      {start.error && <ErrorNote error={start.error} />}
      <p>{org === null ? words.orgGone : words.again}</p>
      <dl className="facts">
        <Fact term={words.org}>{org?.name ?? account.org.name}</Fact>
        <CodeFact term={strings.settings.issuer} value={account.org.issuer} />
        <CodeFact term={strings.settings.clientId} value={account.org.clientId} />
      </dl>
      {org !== null && (
        <Form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <ChooseWay draft={way} sessions={sessions} isAgain onChange={setWay} />
          <button type="submit" hidden />
        </Form>
      )}
    </Dialog>
  );
}
