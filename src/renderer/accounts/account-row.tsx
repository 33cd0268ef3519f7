import type { ComponentProps, ReactElement } from 'react';
import { GridListItem } from 'react-aria-components';
import type { AccountView } from '../../shared/views.ts';
import { useClock } from '../clock.ts';
import { Avatar } from '../components/avatar.tsx';
import { Button, IconButton } from '../components/button.tsx';
import { CheckIcon, CopyIcon, RefreshIcon, SignInIcon, StarIcon } from '../components/icons.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { AccountMenu } from './account-menu.tsx';
import { initials, personDetail, personName, shortIssuer } from './account-names.ts';
import { AccountProblem } from './account-problem.tsx';
import { accountState, needsSignIn } from './account-state.ts';
import { AccountStatus } from './account-status.tsx';
import { AccountTags } from './account-tags.tsx';
import { useRowMarks } from './row-marks.ts';
import { useRowStatus, useRunAction } from './use-row-actions.ts';

interface AccountRowProps {
  readonly account: AccountView;
}

/**
 * One account of the list. React Aria renders this for every account to know its rows, and what is inside only for those
 * in view: so what follows the time or the list is inside.
 */
export function AccountRow({ account }: AccountRowProps): ReactElement {
  return (
    <GridListItem
      id={account.id}
      className="row"
      textValue={personName(account)}
      render={(props) => <RowElement {...props} account={account} />}
    >
      <div className="row-main">
        <Avatar text={initials(personName(account))} />
        <Who account={account} />
        <AccountStatus account={account} />
        <FrequentActions account={account} />
      </div>
      <AccountProblem account={account} />
    </GridListItem>
  );
}

/** The element of a row, which tells its state in its name. */
function RowElement({ account, ...props }: AccountRowProps & ComponentProps<'div'>): ReactElement {
  const { highlightedId } = useRowMarks();
  const word = useClock((now) => strings.state.word(accountState(account, now)));
  return (
    <div
      {...props}
      aria-label={strings.account.row(
        personName(account),
        account.org.name,
        account.isDefault,
        word,
      )}
      {...(account.id === highlightedId ? { 'data-highlighted': 'true' } : {})}
    />
  );
}

function Who({ account }: AccountRowProps): ReactElement {
  const { openDialog } = useServices();
  const { lookAlikes } = useRowMarks();
  const detail = personDetail(account);
  return (
    <div className="who">
      <p className="who-line">
        <span className="who-name" title={personName(account)}>
          {personName(account)}
        </span>
        {account.isDefault && (
          <span className="default-mark">
            <StarIcon />
            {strings.account.default}
          </span>
        )}
      </p>
      <p className="who-detail">
        {detail !== null && <span title={detail}>{detail}</span>}
        <span title={account.org.issuer}>{account.org.name}</span>
      </p>
      {lookAlikes.has(account.id) && (
        <p className="who-detail">
          <span>{shortIssuer(account.org.issuer)}</span>
          <span>{strings.account.client(account.org.clientId)}</span>
        </p>
      )}
      <AccountTags
        tags={account.tags}
        onMore={() => {
          openDialog({ kind: 'edit_tags', accountId: account.id });
        }}
      />
    </div>
  );
}

function FrequentActions({ account }: AccountRowProps): ReactElement {
  const { openDialog } = useServices();
  const status = useRowStatus(account.id);
  const run = useRunAction();
  const mustSignIn = useClock((now) => needsSignIn(account, now)) || !account.hasRefreshToken;
  const name = personName(account);
  const wasCopied = status.succeeded === 'copy_access_token';
  const isCopying = status.pending === 'copy_access_token';
  const isRefreshing = status.pending === 'refresh' || account.activity === 'refreshing';
  return (
    <div className="row-actions">
      <Button
        className="row-copy"
        icon={wasCopied ? CheckIcon : CopyIcon}
        label={wasCopied ? strings.common.copied : strings.actions.copy('access_token')}
        widest={strings.actions.copy('access_token')}
        name={strings.actions.copyOf('access_token', name)}
        isPending={isCopying}
        onPress={() => {
          run(account, 'copy_access_token');
        }}
      />
      {mustSignIn ? (
        <IconButton
          icon={SignInIcon}
          name={strings.actions.signInAgainOf(name)}
          tooltip={strings.actions.signInAgain}
          onPress={() => {
            openDialog({ kind: 'sign_in_again', accountId: account.id });
          }}
        />
      ) : (
        <IconButton
          icon={status.succeeded === 'refresh' ? CheckIcon : RefreshIcon}
          name={strings.actions.refreshOf(name)}
          tooltip={strings.actions.refresh}
          isPending={isRefreshing}
          onPress={() => {
            run(account, 'refresh');
          }}
        />
      )}
      <AccountMenu
        account={account}
        isPending={status.pending === 'make_default' || status.pending === 'copy_id_token'}
      />
    </div>
  );
}
