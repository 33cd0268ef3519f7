import type { ReactElement } from 'react';
import type { AccountView } from '../../../shared/views.ts';
import { WarningIcon } from '../../components/icons.tsx';
import { Notice } from '../../components/notice.tsx';
import { strings } from '../../strings.ts';

const words = strings.details.rotation;

/**
 * Tells what an administrator should change for a session whose refresh token neither changes nor is bound to a key:
 * one of the two is required of a public client (RFC 9700, section 4.14.2).
 */
export function RotationNotice({
  account,
}: {
  readonly account: AccountView;
}): ReactElement | null {
  const { hasRefreshToken, refreshTokenRotates, isBound, org } = account;
  if (!hasRefreshToken || refreshTokenRotates !== false || isBound) return null;
  return (
    <Notice
      tone="notice"
      icon={WarningIcon}
      title={words.title}
      body={`${words.body} ${words.next(org.name)}`}
    />
  );
}
