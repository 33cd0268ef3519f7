import type { ReactElement } from 'react';
import { Button } from '../components/button.tsx';
import { WarningIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';

const words = strings.quarantined;

/** Tells of the sealed records that could not be opened, so that no account seems to be lost. */
export function QuarantineNotice({ count }: { readonly count: number }): ReactElement | null {
  const { openDialog } = useServices();
  if (count === 0) return null;
  return (
    <Notice tone="notice" icon={WarningIcon} title={words.title(count)} body={words.noticeBody}>
      <Button
        label={words.show}
        name={`${words.show}: ${words.dialogTitle}`}
        onPress={() => {
          openDialog({ kind: 'quarantine' });
        }}
      />
    </Notice>
  );
}
