import type { ReactElement } from 'react';
import { SpinnerIcon } from './icons.tsx';

/** A turning circle that says "busy"; the words next to it carry the meaning. */
export function Spinner(): ReactElement {
  return <SpinnerIcon className="spin" />;
}
