import type { ReactElement } from 'react';
import type { AccountView } from '../../shared/views.ts';
import { useClock } from '../clock.ts';
import {
  ClockIcon,
  SaveIcon,
  SignInIcon,
  UnknownIcon,
  ValidIcon,
  WarningIcon,
  type Icon,
} from '../components/icons.tsx';
import { Spinner } from '../components/spinner.tsx';
import { formatRecent, formatTime } from '../format.ts';
import { strings } from '../strings.ts';
import {
  accountState,
  displayMoment,
  plannedRefresh,
  timeLeft,
  toneOf,
  type AccountState,
} from './account-state.ts';

/** The state of an account in a word, a colour and an icon, and the time that is left. */
export function AccountStatus({ account }: { readonly account: AccountView }): ReactElement {
  const moment = useClock((now) => displayMoment(account, now));
  const state = accountState(account, moment);
  const StateIcon = icons[state.kind];
  return (
    <div className="status" data-state={state.kind}>
      <p className={`status-word tone-${toneOf(state)}`}>
        {StateIcon === null ? <Spinner /> : <StateIcon />}
        {strings.state.word(state)}
      </p>
      <p className="status-time" {...timeTitle(account, moment)}>
        {timeWords(account, state, moment)}
      </p>
    </div>
  );
}

const icons: Record<AccountState['kind'], Icon | null> = {
  busy: null,
  sign_in_needed: SignInIcon,
  unsaved: SaveIcon,
  configuration: WarningIcon,
  expired: ClockIcon,
  expires_soon: ClockIcon,
  valid: ValidIcon,
  expiry_unknown: UnknownIcon,
};

function timeWords(account: AccountView, state: AccountState, moment: number): string {
  const left = timeLeft(account, moment);
  if (left !== null) {
    const refreshAt = plannedRefresh(account);
    if (refreshAt === null) return strings.state.left(left);
    return refreshAt > moment
      ? strings.state.refreshesIn(refreshAt - moment)
      : strings.state.refreshesNow;
  }
  if (state.kind === 'expired') {
    return state.renewable ? strings.state.renewable : strings.state.notRenewable;
  }
  return account.expiresAt === null
    ? strings.state.unknown
    : strings.state.expiredAt(formatRecent(account.expiresAt, Date.now()));
}

/** The exact time, for a pointer that rests on the words. */
function timeTitle(account: AccountView, moment: number): { title?: string } {
  if (account.expiresAt === null) return {};
  const time = formatTime(account.expiresAt);
  const isOver = account.expiresAt <= moment;
  return { title: isOver ? strings.state.expiredAt(time) : strings.state.expiresAt(time) };
}
