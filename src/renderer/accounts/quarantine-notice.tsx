import type { ReactElement } from 'react';
import { WarningIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { strings } from '../strings.ts';

/** Tells of the sealed records that could not be opened, so that no account seems to be lost. */
export function QuarantineNotice({ count }: { readonly count: number }): ReactElement | null {
  if (count === 0) return null;
  return (
    <Notice
      tone="notice"
      icon={WarningIcon}
      title={strings.quarantined.title(count)}
      body={strings.quarantined.body(count)}
    />
  );
}
