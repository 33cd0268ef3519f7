import type { ReactElement, ReactNode } from 'react';
import type { FailureClass, ViewError } from '../../shared/error-catalogue.ts';
import { strings } from '../strings.ts';
import { IconButton } from './button.tsx';
import { CloseIcon, ErrorIcon } from './icons.tsx';

/** Whose words the detail is: the org's, or those of the system and of this app. */
export const detailLabels: Record<FailureClass, string> = {
  transient: strings.problem.orgSays,
  sign_in_needed: strings.problem.orgSays,
  configuration: strings.problem.orgSays,
  storage: strings.problem.details,
  user: strings.problem.details,
  internal: strings.problem.details,
};

interface ErrorNoteProps {
  readonly error: Pick<ViewError, 'class' | 'message' | 'next' | 'detail' | 'requestId'>;
  /** `assertive` for what a press just caused; `off` for what was there before. */
  readonly live?: 'assertive' | 'off';
  /** Names the note when several are in the window. */
  readonly label?: string;
  readonly onDismiss?: () => void;
  /** The buttons that repair. */
  readonly children?: ReactNode;
}

/** What went wrong, what to do next, and what an administrator would ask for. */
export function ErrorNote({
  error,
  live = 'assertive',
  label,
  onDismiss,
  children,
}: ErrorNoteProps): ReactElement {
  return (
    <div
      className="note note-bad"
      role={live === 'assertive' ? 'alert' : 'group'}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      <ErrorIcon className="note-icon" />
      <div className="note-content">
        <div className="note-body">
          <p className="note-title">{error.message}</p>
          <p>{error.next}</p>
          <ErrorDetails error={error} />
        </div>
        {children !== undefined && <div className="note-actions">{children}</div>}
      </div>
      {onDismiss && (
        <IconButton
          icon={CloseIcon}
          name={strings.common.dismiss}
          tooltip={strings.common.dismiss}
          onPress={onDismiss}
          className="note-close"
        />
      )}
    </div>
  );
}

/** What an administrator would ask for: the words behind an error, and the id of the request. */
export function ErrorDetails({
  error,
}: {
  readonly error: Pick<ViewError, 'class' | 'detail' | 'requestId'>;
}): ReactElement {
  return (
    <>
      {error.detail !== null && (
        <p className="note-detail selectable">
          {detailLabels[error.class]} <q>{error.detail}</q>
        </p>
      )}
      {error.requestId !== null && (
        <p className="note-detail">
          {strings.problem.requestId} <code className="selectable">{error.requestId}</code>
        </p>
      )}
    </>
  );
}
