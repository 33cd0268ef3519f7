import type { ReactElement } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';
import type { AccountView } from '../../shared/views.ts';
import { IconButton } from '../components/button.tsx';
import {
  CopyIcon,
  InfoIcon,
  MoreIcon,
  RefreshIcon,
  RemoveIcon,
  RevokeIcon,
  SignInIcon,
  SignOutIcon,
  StarIcon,
  TagIcon,
  TerminalIcon,
  type Icon,
} from '../components/icons.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { personName } from './account-names.ts';
import { useRunAction } from './use-row-actions.ts';

interface AccountMenuProps {
  readonly account: AccountView;
  /** An action without a button of its own is under way. */
  readonly isPending: boolean;
}

/** Every action of an account, behind one button. */
export function AccountMenu({ account, isPending }: AccountMenuProps): ReactElement {
  const { openDialog } = useServices();
  const run = useRunAction();
  const accountId = account.id;
  return (
    <MenuTrigger>
      <IconButton
        icon={MoreIcon}
        className="row-more"
        name={strings.actions.moreOf(personName(account))}
        tooltip={strings.actions.more}
        isPending={isPending}
      />
      <Popover className="popover" placement="bottom end" offset={4}>
        <Menu className="menu" aria-label={strings.actions.moreOf(personName(account))}>
          <Item
            icon={StarIcon}
            label={strings.actions.makeDefault}
            isDisabled={account.isDefault}
            onAction={() => {
              run(account, 'make_default');
            }}
          />
          <Item
            icon={RefreshIcon}
            label={strings.actions.refresh}
            isDisabled={!account.hasRefreshToken}
            onAction={() => {
              run(account, 'refresh');
            }}
          />
          <Item
            icon={SignInIcon}
            label={strings.actions.signInAgain}
            onAction={() => {
              openDialog({ kind: 'sign_in_again', accountId });
            }}
          />
          <Item
            icon={SignOutIcon}
            label={strings.signOut.action}
            isDisabled={!account.hasIdToken}
            onAction={() => {
              openDialog({ kind: 'sign_out', accountId });
            }}
          />
          <Separator className="menu-separator" />
          <Item
            icon={CopyIcon}
            label={strings.actions.copy('access_token')}
            onAction={() => {
              run(account, 'copy_access_token');
            }}
          />
          <Item
            icon={CopyIcon}
            label={strings.actions.copy('id_token')}
            isDisabled={!account.hasIdToken}
            onAction={() => {
              run(account, 'copy_id_token');
            }}
          />
          <Item
            icon={TerminalIcon}
            label={account.isBound ? strings.copyRequest.actionBound : strings.copyRequest.action}
            onAction={() => {
              openDialog({ kind: 'copy_request', accountId });
            }}
          />
          <Item
            icon={TagIcon}
            label={strings.actions.editTags}
            onAction={() => {
              openDialog({ kind: 'edit_tags', accountId });
            }}
          />
          <Item
            icon={InfoIcon}
            label={strings.actions.details}
            onAction={() => {
              openDialog({ kind: 'details', accountId });
            }}
          />
          <Separator className="menu-separator" />
          <Item
            icon={RevokeIcon}
            label={strings.actions.revoke}
            isDangerous
            onAction={() => {
              openDialog({ kind: 'revoke', accountId });
            }}
          />
          <Item
            icon={RemoveIcon}
            label={strings.actions.remove}
            isDangerous
            onAction={() => {
              openDialog({ kind: 'remove', accountId });
            }}
          />
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

interface ItemProps {
  readonly icon: Icon;
  readonly label: string;
  readonly onAction: () => void;
  readonly isDisabled?: boolean;
  readonly isDangerous?: boolean;
}

function Item({
  icon: ItemIcon,
  label,
  onAction,
  isDisabled = false,
  isDangerous = false,
}: ItemProps): ReactElement {
  return (
    <MenuItem
      className={isDangerous ? 'menu-item menu-item-danger' : 'menu-item'}
      textValue={label}
      isDisabled={isDisabled}
      onAction={onAction}
    >
      <ItemIcon />
      {label}
    </MenuItem>
  );
}
