import { useState, type ReactElement } from 'react';
import { Form } from 'react-aria-components';
import type { AccountView, OrgView } from '../../shared/views.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { BrowserIcon } from '../components/icons.tsx';
import { commitTag, draftTags, TagsField } from '../components/tags-field.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { ChooseOrg } from './choose-org.tsx';

const words = strings.signIn;

interface StartDialogProps {
  readonly orgs: readonly [OrgView, ...OrgView[]];
  /** The org that was just added, or null. */
  readonly preferredOrgId: string | null;
  readonly knownTags: readonly string[];
  readonly onClose: () => void;
  readonly onAddOrg: () => void;
  readonly onStarted: (attemptId: string) => void;
}

/** Chooses org and tags of a new account, then starts the sign-in. */
export function StartDialog({
  orgs,
  preferredOrgId,
  knownTags,
  onClose,
  onAddOrg,
  onStarted,
}: StartDialogProps): ReactElement {
  const start = useCommand('signIn.start');
  const [chosen, setChosen] = useState(preferredOrgId ?? orgs[0].id);
  const [draft, setDraft] = useState(() => draftTags([]));
  // The chosen profile may be removed meanwhile.
  const orgId = orgs.some((org) => org.id === chosen) ? chosen : orgs[0].id;
  const submit = () => {
    const final = commitTag(draft);
    setDraft(final);
    if (final.problem !== null) return;
    start.run({ orgId, tags: [...final.tags], accountId: null }, ({ attemptId }) => {
      onStarted(attemptId);
    });
  };
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      footer={
        <>
          <Button label={strings.common.cancel} onPress={onClose} />
          <Button
            look="primary"
            icon={BrowserIcon}
            label={words.start}
            isPending={start.isPending}
            onPress={submit}
          />
        </>
      }
    >
      {start.error && <ErrorNote error={start.error} />}
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <ChooseOrg orgs={orgs} orgId={orgId} onChange={setChosen} onAddOrg={onAddOrg} />
        <TagsField draft={draft} onChange={setDraft} known={knownTags} />
        {/* Enter in a field submits only when the form has a submit button. */}
        <button type="submit" hidden />
      </Form>
    </Dialog>
  );
}

interface StartAgainDialogProps {
  readonly account: AccountView;
  /** The profile to use, or null when it is gone. */
  readonly org: OrgView | null;
  readonly title: string;
  readonly onClose: () => void;
  readonly onAddOrg: () => void;
  readonly onStarted: (attemptId: string) => void;
}

/** Starts the sign-in of an account that is here already; its tags, place and default stay. */
export function StartAgainDialog({
  account,
  org,
  title,
  onClose,
  onAddOrg,
  onStarted,
}: StartAgainDialogProps): ReactElement {
  const start = useCommand('signIn.start');
  return (
    <Dialog
      title={title}
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
              icon={BrowserIcon}
              label={words.start}
              isPending={start.isPending}
              onPress={() => {
                const input = { orgId: org.id, tags: account.tags, accountId: account.id };
                start.run(input, ({ attemptId }) => {
                  onStarted(attemptId);
                });
              }}
            />
          )}
        </>
      }
    >
      {start.error && <ErrorNote error={start.error} />}
      <p>{org === null ? words.orgGone : words.again}</p>
      <dl className="facts">
        <div className="fact">
          <dt>{words.org}</dt>
          <dd>{org?.name ?? account.org.name}</dd>
        </div>
        <div className="fact">
          <dt>{strings.settings.issuer}</dt>
          <dd>
            <code className="selectable">{account.org.issuer}</code>
          </dd>
        </div>
        <div className="fact">
          <dt>{strings.settings.clientId}</dt>
          <dd>
            <code className="selectable">{account.org.clientId}</code>
          </dd>
        </div>
      </dl>
    </Dialog>
  );
}
