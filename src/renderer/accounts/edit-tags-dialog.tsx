import { useState, type ReactElement } from 'react';
import { Form } from 'react-aria-components';
import type { AccountView } from '../../shared/views.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { commitTag, draftTags, TagsField } from '../components/tags-field.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { personName } from './account-names.ts';

interface EditTagsDialogProps {
  readonly account: AccountView;
  readonly known: readonly string[];
  readonly onClose: () => void;
}

/** Changes the tags of an account. */
export function EditTagsDialog({ account, known, onClose }: EditTagsDialogProps): ReactElement {
  const announce = useAnnounce();
  const setTags = useCommand('accounts.setTags');
  const [draft, setDraft] = useState(() => draftTags(account.tags));
  const save = () => {
    const final = commitTag(draft);
    setDraft(final);
    if (final.problem !== null) return;
    setTags.run({ accountId: account.id, tags: [...final.tags] }, () => {
      announce(strings.done.tagsSaved(personName(account)));
      onClose();
    });
  };
  return (
    <Dialog
      title={strings.tags.title(personName(account))}
      onClose={onClose}
      footer={
        <>
          <Button label={strings.common.cancel} onPress={onClose} />
          <Button
            look="primary"
            label={strings.common.save}
            isPending={setTags.isPending}
            onPress={save}
          />
        </>
      }
    >
      {setTags.error && <ErrorNote error={setTags.error} />}
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <TagsField autoFocus draft={draft} onChange={setDraft} known={known} />
      </Form>
    </Dialog>
  );
}
