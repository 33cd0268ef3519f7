import { useState, type ReactElement } from 'react';
import { Form } from 'react-aria-components';
import type { SignInMethod } from '../../shared/contract.ts';
import type { AccountView, OrgView } from '../../shared/views.ts';
import { knownTags } from '../accounts/known-tags.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { commitTag, draftTags, TagsField } from '../components/tags-field.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { ChooseOrg } from './choose-org.tsx';
import { ChooseWay } from './choose-way.tsx';
import { methodOf, sessionsFor, usualWay } from './sign-in-way.ts';
import { wayIcons } from './way-icons.ts';

const words = strings.signIn;

interface StartDialogProps {
  readonly orgs: readonly [OrgView, ...OrgView[]];
  /** The org that was just added, or null. */
  readonly preferredOrgId: string | null;
  /** The tags to start with. */
  readonly tags: readonly string[];
  readonly accounts: readonly AccountView[];
  readonly onClose: () => void;
  readonly onAddOrg: () => void;
  readonly onStarted: (attemptId: string, method: SignInMethod) => void;
}

/** Chooses org, way and tags of a new account, then starts the sign-in. */
export function StartDialog({
  orgs,
  preferredOrgId,
  tags,
  accounts,
  onClose,
  onAddOrg,
  onStarted,
}: StartDialogProps): ReactElement {
  const start = useCommand('signIn.start');
  const [chosen, setChosen] = useState(preferredOrgId ?? orgs[0].id);
  const [way, setWay] = useState(usualWay);
  const [draft, setDraft] = useState(() => draftTags(tags));
  // The chosen profile may be removed meanwhile.
  const org = orgs.find(({ id }) => id === chosen) ?? orgs[0];
  const sessions = sessionsFor(accounts, org, null);
  const method = methodOf(way, sessions);
  const submit = () => {
    const final = commitTag(draft);
    setDraft(final);
    if (final.problem !== null) return;
    const input = { orgId: org.id, tags: [...final.tags], accountId: null, method };
    start.run(input, ({ attemptId }) => {
      onStarted(attemptId, method);
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
            icon={wayIcons[method.kind]}
            label={words.start[method.kind]}
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
        <ChooseOrg orgs={orgs} orgId={org.id} onChange={setChosen} onAddOrg={onAddOrg} />
        <TagsField draft={draft} onChange={setDraft} known={knownTags(accounts)} />
        <ChooseWay draft={way} sessions={sessions} isAgain={false} onChange={setWay} />
        {/* Enter in a field submits only when the form has a submit button. */}
        <button type="submit" hidden />
      </Form>
    </Dialog>
  );
}
