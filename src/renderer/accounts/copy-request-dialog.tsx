import { useRef, useState, type ReactElement } from 'react';
import { Form } from 'react-aria-components';
import { requestMethods, type RequestMethod } from '../../shared/limits.ts';
import type { AccountView } from '../../shared/views.ts';
import { useClock } from '../clock.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { Fold } from '../components/fold.tsx';
import { CheckIcon, CopyIcon, KeyIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { SelectInput } from '../components/select-input.tsx';
import { TextInput } from '../components/text-input.tsx';
import { secondsLeft } from '../format.ts';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { personName } from './account-names.ts';

const words = strings.copyRequest;
const formId = 'copy-request';

/** The most characters of an address and of a nonce, as the contract has it. */
const most = { url: 2000, nonce: 500 } as const;

interface CopyRequestDialogProps {
  readonly account: AccountView;
  readonly onClose: () => void;
}

/**
 * Copies a request with the account's token, and with a proof where the token is bound to a key. It stays open, as an API
 * may answer the first request with the nonce that the second has to carry.
 */
export function CopyRequestDialog({ account, onClose }: CopyRequestDialogProps): ReactElement {
  const announce = useAnnounce();
  const copy = useCommand('accounts.copyRequest');
  const form = useRef<HTMLFormElement>(null);
  const [method, setMethod] = useState<RequestMethod>('GET');
  const [url, setUrl] = useState('');
  const [nonce, setNonce] = useState('');
  const [isUrlWrong, setUrlWrong] = useState(false);
  const [clearsAt, setClearsAt] = useState<number | null>(null);
  const name = personName(account);
  const submit = () => {
    const isWrong = !/^https?:/iu.test(url.trim()) || !URL.canParse(url.trim());
    setUrlWrong(isWrong);
    setClearsAt(null);
    if (isWrong) {
      form.current?.querySelector<HTMLElement>('[name="url"]')?.focus();
      return;
    }
    const asked = account.isBound ? nonce.trim() : '';
    const input = {
      accountId: account.id,
      method,
      url: url.trim(),
      nonce: asked === '' ? null : asked,
    };
    copy.run(input, (reply) => {
      setClearsAt(reply.clearsAt);
      announce(words.said(name, secondsLeft(reply.clearsAt - Date.now())));
    });
  };
  return (
    <Dialog
      title={words.title(name)}
      size="medium"
      onClose={onClose}
      footer={
        <>
          <Button label={strings.common.close} onPress={onClose} />
          <Button
            look="primary"
            type="submit"
            form={formId}
            icon={clearsAt === null ? CopyIcon : CheckIcon}
            label={words.submit}
            isPending={copy.isPending}
          />
        </>
      }
    >
      {copy.error && <ErrorNote error={copy.error} />}
      <p>{words.what}</p>
      {account.isBound ? (
        <Notice icon={KeyIcon} title={words.bound} body={words.boundBody} />
      ) : (
        <p className="muted">{words.unbound}</p>
      )}
      <Form
        id={formId}
        ref={form}
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="request-line">
          <SelectInput
            name="method"
            label={words.method}
            choices={requestMethods.map((value) => ({ value, words: value }))}
            chosen={method}
            onChange={(chosen) => {
              setMethod(chosen);
              setClearsAt(null);
            }}
          />
          <TextInput
            name="url"
            autoFocus
            isCode
            label={words.url}
            hint={words.urlHint}
            value={url}
            error={isUrlWrong ? words.missing : null}
            maxLength={most.url}
            onChange={(typed) => {
              setUrl(typed);
              setUrlWrong(false);
              setClearsAt(null);
            }}
          />
        </div>
        {account.isBound && (
          <Fold title={words.nonceFold}>
            <TextInput
              name="nonce"
              isCode
              label={words.nonce}
              hint={words.nonceHint}
              value={nonce}
              maxLength={most.nonce}
              onChange={(typed) => {
                setNonce(typed);
                setClearsAt(null);
              }}
            />
          </Fold>
        )}
      </Form>
      {clearsAt !== null && <Copied clearsAt={clearsAt} />}
    </Dialog>
  );
}

/** How long the request stays in the clipboard. */
function Copied({ clearsAt }: { readonly clearsAt: number }): ReactElement {
  const seconds = useClock((now) => secondsLeft(clearsAt - now));
  return (
    <p className="progress-line">
      <CheckIcon className="tone-good" />
      {seconds === 0 ? words.cleared : words.copied(seconds)}
    </p>
  );
}
