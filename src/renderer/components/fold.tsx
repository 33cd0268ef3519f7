import { useState, type ReactElement, type ReactNode } from 'react';

interface FoldProps {
  readonly title: string;
  /** Opens it when it becomes true; the person can close it again. */
  readonly opens?: boolean;
  readonly children: ReactNode;
}

/** What few people need, folded away until it is asked for. */
export function Fold({ title, opens = false, children }: FoldProps): ReactElement {
  const [isOpen, setOpen] = useState(opens);
  const [opened, setOpened] = useState(opens);
  if (opens !== opened) {
    setOpened(opens);
    if (opens) setOpen(true);
  }
  return (
    <details
      className="fold"
      open={isOpen}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary className="fold-title">{title}</summary>
      <div className="fold-body">{children}</div>
    </details>
  );
}
