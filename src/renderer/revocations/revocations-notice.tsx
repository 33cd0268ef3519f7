import type { ReactElement } from 'react';
import { Button } from '../components/button.tsx';
import { RevokeIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';

const words = strings.revocations;

/** Tells that accounts which were removed here still have to be revoked at their org. */
export function RevocationsNotice({ count }: { readonly count: number }): ReactElement | null {
  const { openDialog } = useServices();
  if (count === 0) return null;
  return (
    <Notice icon={RevokeIcon} title={words.notice(count)} body={words.noticeBody}>
      <Button
        label={words.show}
        name={`${words.show}: ${words.title}`}
        onPress={() => {
          openDialog({ kind: 'revocations' });
        }}
      />
    </Notice>
  );
}
