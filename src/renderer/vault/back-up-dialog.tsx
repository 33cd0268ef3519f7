import { useRef, useState, type ReactElement } from 'react';
import { Form } from 'react-aria-components';
import type { ViewError } from '../../shared/error-catalogue.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { SaveIcon, ValidIcon, WarningIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { Switch } from '../components/switch.tsx';
import { TextInput } from '../components/text-input.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import {
  checkNewPassphrase,
  lengthWords,
  type NewPassphrase,
  type PassphraseProblems,
} from './passphrase.ts';

const words = strings.vault.backUp;
const fieldWords = strings.vault.passphrase;
const blank: NewPassphrase = { passphrase: '', again: '' };
const noProblems: PassphraseProblems = { passphrase: null, again: null };

/** What a backup holds, and what it had to leave out. */
interface Saved {
  readonly accounts: number;
  readonly leftOut: number;
}

/** Writes a backup under a passphrase, which lives in this dialog only. */
export function BackUpDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const announce = useAnnounce();
  const backUp = useCommand('vault.backUp');
  const [draft, setDraft] = useState(blank);
  const [problems, setProblems] = useState<PassphraseProblems>(noProblems);
  const [isShown, setShown] = useState(false);
  const [saved, setSaved] = useState<Saved | null>(null);
  const form = useRef<HTMLFormElement>(null);

  const submit = () => {
    const found = checkNewPassphrase(draft);
    setProblems(found);
    const bad = found.passphrase === null ? 'again' : 'passphrase';
    if (found[bad] !== null) {
      form.current?.querySelector<HTMLElement>(`[name="${bad}"]`)?.focus();
      return;
    }
    backUp.run({ passphrase: draft.passphrase }, (outcome) => {
      if (outcome.kind === 'cancelled') return;
      setDraft(blank);
      setSaved(outcome);
      const leftOut = outcome.leftOut > 0 ? ` ${words.leftOut(outcome.leftOut)}.` : '';
      announce(`${words.doneTitle}. ${words.done(outcome.accounts)}${leftOut}`);
    });
  };
  const field = (name: keyof NewPassphrase) => ({
    name,
    type: isShown ? ('text' as const) : ('password' as const),
    value: draft[name],
    error: problems[name],
    onChange: (value: string) => {
      setDraft({ ...draft, [name]: value });
      setProblems(noProblems);
    },
  });

  if (saved !== null) {
    return (
      <Dialog
        title={words.title}
        onClose={onClose}
        footer={<Button autoFocus look="primary" label={strings.common.done} onPress={onClose} />}
      >
        <Notice icon={ValidIcon} title={words.doneTitle} body={words.done(saved.accounts)} />
        {saved.leftOut > 0 && (
          <Notice
            tone="notice"
            icon={WarningIcon}
            title={words.leftOut(saved.leftOut)}
            body={words.leftOutNext}
          />
        )}
        <p>{words.stale}</p>
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
            icon={SaveIcon}
            label={words.confirm}
            isPending={backUp.isPending}
            onPress={submit}
          />
        </>
      }
    >
      {backUp.error && <ErrorNote error={inWordsOfBackup(backUp.error)} />}
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
          {...field('passphrase')}
          autoFocus
          label={fieldWords.label}
          hint={lengthWords(draft.passphrase.length)}
        />
        <TextInput {...field('again')} label={fieldWords.again} />
        <Switch label={fieldWords.show} isOn={isShown} onChange={setShown} />
        {/* Enter in a field submits only when the form has a submit button. */}
        <button type="submit" hidden />
      </Form>
      <Notice
        tone="notice"
        icon={WarningIcon}
        title={words.warnings}
        body={
          <>
            {words.noRecovery} {words.stale}
          </>
        }
      />
    </Dialog>
  );
}

/** The error; an account that is not saved is told as what it means for the backup. */
function inWordsOfBackup(error: ViewError): ViewError {
  return error.code === 'token_unsaved' ? { ...error, ...words.unsaved } : error;
}
