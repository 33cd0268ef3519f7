import type { ReactElement } from 'react';

/** The initials of a person; the name stands next to it. */
export function Avatar({ text }: { readonly text: string }): ReactElement {
  return (
    <span className="avatar" aria-hidden="true">
      {text}
    </span>
  );
}
