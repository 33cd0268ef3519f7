import { useRef, useState, type ReactElement } from 'react';
import { Form } from 'react-aria-components';
import type { OrgInput } from '../../shared/contract.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { TextInput } from '../components/text-input.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import {
  checkOrgDraft,
  draftOrg,
  orgFields,
  toOrgInput,
  type OrgField,
  type OrgProblems,
} from './org-draft.ts';
import { RedirectUris } from './redirect-uris.tsx';

const words = strings.orgs;

interface OrgFormDialogProps {
  readonly prefill: Partial<OrgInput>;
  readonly redirectUris: readonly string[];
  readonly onClose: () => void;
  readonly onAdded: (orgId: string) => void;
}

/** Adds an org profile, next to what has to be set up at the org. */
export function OrgFormDialog({
  prefill,
  redirectUris,
  onClose,
  onAdded,
}: OrgFormDialogProps): ReactElement {
  const announce = useAnnounce();
  const addOrg = useCommand('orgs.add');
  const [draft, setDraft] = useState(() => draftOrg(prefill));
  const [problems, setProblems] = useState<OrgProblems>({});
  const form = useRef<HTMLFormElement>(null);

  const submit = () => {
    const found = checkOrgDraft(draft);
    setProblems(found);
    const firstBad = orgFields.find((field) => found[field] !== undefined);
    if (firstBad !== undefined) {
      form.current?.querySelector<HTMLElement>(`[name="${firstBad}"]`)?.focus();
      return;
    }
    addOrg.run(toOrgInput(draft), ({ orgId }) => {
      announce(words.added(draft.name.trim()));
      onAdded(orgId);
    });
  };
  const field = (name: OrgField) => ({
    name,
    value: draft[name],
    error: problems[name] ?? null,
    onChange: (value: string) => {
      setDraft({ ...draft, [name]: value });
      setProblems({ ...problems, [name]: null });
    },
  });

  return (
    <Dialog
      title={words.title}
      size="large"
      onClose={onClose}
      footer={
        <>
          <Button label={strings.common.cancel} onPress={onClose} />
          <Button
            look="primary"
            label={words.submit}
            isPending={addOrg.isPending}
            onPress={submit}
          />
        </>
      }
    >
      {addOrg.error && <ErrorNote error={addOrg.error} />}
      <div className="org-columns">
        <Form
          ref={form}
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <TextInput
            {...field('name')}
            autoFocus
            label={words.name}
            hint={words.nameHint}
            maxLength={80}
          />
          <TextInput
            {...field('issuer')}
            isCode
            label={words.issuer}
            hint={words.issuerHint}
            maxLength={400}
          />
          <TextInput
            {...field('clientId')}
            isCode
            label={words.clientId}
            hint={words.clientIdHint}
            maxLength={200}
          />
          <TextInput {...field('scopes')} isCode label={words.scopes} hint={words.scopesHint} />
          {/* Enter in a field submits only when the form has a submit button. */}
          <button type="submit" hidden />
        </Form>
        <OrgSetup redirectUris={redirectUris} />
      </div>
    </Dialog>
  );
}

/** What the administrator sets in the app integration. */
function OrgSetup({ redirectUris }: { readonly redirectUris: readonly string[] }): ReactElement {
  return (
    <aside className="setup" aria-label={words.setup.title}>
      <h3 className="setup-title">{words.setup.title}</h3>
      <dl className="facts">
        {words.setup.steps.map(([term, value]) => (
          <div key={term} className="fact">
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <RedirectUris uris={redirectUris} />
    </aside>
  );
}
