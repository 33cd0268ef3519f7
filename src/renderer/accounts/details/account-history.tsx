import { useId, type ReactElement } from 'react';
import { errorCatalogue } from '../../../shared/error-catalogue.ts';
import type { AccountView, HistoryEntryView } from '../../../shared/views.ts';
import { Button } from '../../components/button.tsx';
import { detailLabels, ErrorNote } from '../../components/error-note.tsx';
import { CheckIcon, ErrorIcon, RefreshIcon } from '../../components/icons.tsx';
import { Spinner } from '../../components/spinner.tsx';
import { formatExactTime } from '../../format.ts';
import { strings } from '../../strings.ts';
import { useHistory, type History } from './use-history.ts';

const words = strings.details.history;

/** What has happened to an account, newest first. */
export function AccountHistory({ account }: { readonly account: AccountView }): ReactElement {
  const { history, reload } = useHistory(account);
  const titleId = useId();
  return (
    <section className="settings-section" aria-labelledby={titleId}>
      <div>
        <h3 id={titleId} className="settings-title">
          {words.title}
        </h3>
        <p className="field-hint">{words.hint}</p>
      </div>
      <Entries history={history} titleId={titleId} onReload={reload} />
    </section>
  );
}

interface EntriesProps {
  readonly history: History;
  readonly titleId: string;
  readonly onReload: () => void;
}

function Entries({ history, titleId, onReload }: EntriesProps): ReactElement {
  switch (history.kind) {
    case 'loading':
      return (
        <p className="progress-line muted" role="status">
          <Spinner />
          {words.loading}
        </p>
      );
    case 'failed':
      return (
        <ErrorNote error={history.error}>
          <Button icon={RefreshIcon} label={strings.common.tryAgain} onPress={onReload} />
        </ErrorNote>
      );
    case 'ready':
      if (history.entries.length === 0) return <p className="muted">{words.empty}</p>;
      return (
        <ol className="history" aria-labelledby={titleId}>
          {history.entries.map((entry, index) => (
            // The oldest has the number 0 and keeps it when a new one comes.
            <Entry key={history.entries.length - 1 - index} entry={entry} />
          ))}
        </ol>
      );
  }
}

function Entry({ entry }: { readonly entry: HistoryEntryView }): ReactElement {
  const { code, detail, requestId, count } = entry;
  const isProblem = code !== null;
  return (
    <li className="history-entry">
      {isProblem ? <ErrorIcon className="tone-bad" /> : <CheckIcon className="tone-quiet" />}
      <div className="history-words">
        <p className="history-line">
          <span className="history-event">{words.event(entry.event, detail)}</span>
          <time className="history-time" dateTime={new Date(entry.at).toISOString()}>
            {formatExactTime(entry.at)}
          </time>
        </p>
        {count > 1 && <p className="muted">{words.times(count)}</p>}
        {isProblem && <p>{errorCatalogue[code].message}</p>}
        {isProblem && detail !== null && (
          <p className="note-detail selectable">
            {detailLabels[errorCatalogue[code].class]} <q>{detail}</q>
          </p>
        )}
        {requestId !== null && (
          <p className="note-detail">
            {strings.problem.requestId} <code className="selectable">{requestId}</code>
          </p>
        )}
      </div>
    </li>
  );
}
