import { useEffect, useState, type ReactElement } from 'react';
import type { ViewError } from '../../shared/error-catalogue.ts';
import type { EndedView } from '../../shared/views.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { RefreshIcon, RemoveIcon, RevokeIcon } from '../components/icons.tsx';
import { Spinner } from '../components/spinner.tsx';
import { formatExactTime } from '../format.ts';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';

const words = strings.vault.ended;

/** What the window knows of the accounts that ended. */
type Ended =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: ViewError }
  | { readonly kind: 'ready'; readonly entries: readonly EndedView[] };

/** The accounts that were removed or revoked on this device: where and when, without a name. */
export function EndedDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { ended, reload } = useEnded();
  return (
    <Dialog
      title={words.title}
      size="medium"
      onClose={onClose}
      footer={<Button autoFocus look="primary" label={strings.common.done} onPress={onClose} />}
    >
      <p>{words.body}</p>
      <Entries ended={ended} onReload={reload} />
    </Dialog>
  );
}

interface EntriesProps {
  readonly ended: Ended;
  readonly onReload: () => void;
}

function Entries({ ended, onReload }: EntriesProps): ReactElement {
  switch (ended.kind) {
    case 'loading':
      return (
        <p className="progress-line muted" role="status">
          <Spinner />
          {words.loading}
        </p>
      );
    case 'failed':
      return (
        <ErrorNote error={ended.error}>
          <Button icon={RefreshIcon} label={strings.common.tryAgain} onPress={onReload} />
        </ErrorNote>
      );
    case 'ready':
      if (ended.entries.length === 0) return <p className="muted">{words.none}</p>;
      return (
        // Nothing in the list has the focus, and the keyboard has to scroll it.
        <ol className="history" aria-label={words.title} tabIndex={0}>
          {ended.entries.map((entry) => (
            // An account that was restored from a backup can end again.
            <Entry key={`${entry.id} ${String(entry.at)}`} entry={entry} />
          ))}
        </ol>
      );
  }
}

function Entry({ entry }: { readonly entry: EndedView }): ReactElement {
  const Icon = entry.event === 'revoked' ? RevokeIcon : RemoveIcon;
  return (
    <li className="history-entry">
      <Icon className="tone-quiet" />
      <div className="history-words">
        <p className="history-line">
          <span className="history-event">{entry.orgName}</span>
          <time className="history-time" dateTime={new Date(entry.at).toISOString()}>
            {formatExactTime(entry.at)}
          </time>
        </p>
        <p>{words.event[entry.event]}</p>
      </div>
    </li>
  );
}

/** The accounts that ended, newest first, and the function that asks again. */
function useEnded(): { readonly ended: Ended; readonly reload: () => void } {
  const { send } = useServices();
  const [ended, setEnded] = useState<Ended>({ kind: 'loading' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const request = new AbortController();
    void (async () => {
      const reply = await send('accounts.ended', {});
      if (request.signal.aborted) return;
      setEnded(
        reply.ok
          ? { kind: 'ready', entries: reply.value.entries }
          : { kind: 'failed', error: reply.error },
      );
    })();
    return () => {
      request.abort();
    };
  }, [send, round]);
  return {
    ended,
    reload: () => {
      setEnded({ kind: 'loading' });
      setRound(round + 1);
    },
  };
}
