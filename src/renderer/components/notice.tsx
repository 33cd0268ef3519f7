import type { ReactElement, ReactNode } from 'react';
import type { Icon } from './icons.tsx';

interface NoticeProps {
  readonly icon: Icon;
  readonly title: string;
  readonly tone?: 'accent' | 'notice';
  readonly body?: ReactNode;
  /** The buttons of the notice. */
  readonly children?: ReactNode;
}

/** A quiet banner: something to know, and what can be done. */
export function Notice({
  icon: Icon,
  title,
  tone = 'accent',
  body,
  children,
}: NoticeProps): ReactElement {
  return (
    <section className={`note note-${tone}`} aria-label={title}>
      <Icon className="note-icon" />
      <div className="note-content">
        <div className="note-body">
          <p className="note-title">{title}</p>
          {body !== undefined && <p>{body}</p>}
        </div>
        {children !== undefined && <div className="note-actions">{children}</div>}
      </div>
    </section>
  );
}
