import { useRef, useState, type ReactElement } from 'react';
import { Form } from 'react-aria-components';
import { passphraseLimits } from '../../shared/limits.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { RestoreIcon, ValidIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { Switch } from '../components/switch.tsx';
import { TextInput } from '../components/text-input.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';

const words = strings.vault.restore;
const fieldWords = strings.vault.passphrase;

/** What a backup brought. */
interface Restored {
  readonly added: number;
  readonly kept: number;
}

/** Adds the accounts of a backup; its passphrase lives in this dialog only. */
export function RestoreDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const announce = useAnnounce();
  const restore = useCommand('vault.restore');
  const [passphrase, setPassphrase] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isShown, setShown] = useState(false);
  const [restored, setRestored] = useState<Restored | null>(null);
  const form = useRef<HTMLFormElement>(null);

  const submit = () => {
    if (passphrase === '') {
      setProblem(fieldWords.missing);
      form.current?.querySelector<HTMLElement>('[name="passphrase"]')?.focus();
      return;
    }
    restore.run({ passphrase }, (outcome) => {
      if (outcome.kind === 'cancelled') return;
      setPassphrase('');
      setRestored(outcome);
      announce(`${titleOf(outcome)}. ${words.done(outcome.added, outcome.kept)}`);
    });
  };

  if (restored !== null) {
    return (
      <Dialog
        title={words.title}
        onClose={onClose}
        footer={
          <>
            <Button
              label={words.another}
              onPress={() => {
                setRestored(null);
              }}
            />
            <Button autoFocus look="primary" label={strings.common.done} onPress={onClose} />
          </>
        }
      >
        <Notice
          icon={ValidIcon}
          title={titleOf(restored)}
          body={words.done(restored.added, restored.kept)}
        />
        {restored.added > 0 && <p>{words.stale}</p>}
      </Dialog>
    );
  }
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      footer={
        <>
          <Button label={strings.common.cancel} onPress={onClose} />
          <Button
            look="primary"
            icon={RestoreIcon}
            label={words.confirm}
            isPending={restore.isPending}
            onPress={submit}
          />
        </>
      }
    >
      {restore.error && <ErrorNote error={restore.error} />}
      <p>{words.body}</p>
      <Form
        ref={form}
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextInput
          autoFocus
          name="passphrase"
          type={isShown ? 'text' : 'password'}
          label={fieldWords.label}
          hint={words.hint}
          value={passphrase}
          error={problem}
          maxLength={passphraseLimits.longest}
          onChange={(value) => {
            setPassphrase(value);
            setProblem(null);
          }}
        />
        <Switch label={fieldWords.show} isOn={isShown} onChange={setShown} />
        {/* Enter in a field submits only when the form has a submit button. */}
        <button type="submit" hidden />
      </Form>
    </Dialog>
  );
}

function titleOf({ added }: Restored): string {
  return added === 0 ? words.nothingNew : words.doneTitle;
}
