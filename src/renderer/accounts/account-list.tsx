import {
  useEffect,
  useRef,
  type FocusEvent,
  type HTMLAttributes,
  type KeyboardEvent,
  type ReactElement,
} from 'react';
import { GridList, ListLayout, Virtualizer } from 'react-aria-components';
import type { AccountView } from '../../shared/views.ts';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { AccountRow } from './account-row.tsx';
import { RowMarksContext, type RowMarks } from './row-marks.ts';
import { useRunAction } from './use-row-actions.ts';

/** A wish to move the focus to a row; a new object is a new wish. */
export interface FocusWish {
  readonly accountId: string;
}

interface AccountListProps {
  readonly accounts: readonly AccountView[];
  readonly marks: RowMarks;
  readonly focusWish: FocusWish | null;
  readonly onWishDone: () => void;
}

/** About the height of a row without tags or problem, in pixels; each row is measured when it shows. */
const estimatedRowSize = 73;

/** The accounts as a grid: arrow keys move through rows and into their buttons. Only the rows in view are rendered. */
export function AccountList({
  accounts,
  marks,
  focusWish,
  onWishDone,
}: AccountListProps): ReactElement {
  const onKeyDown = useRowShortcuts(accounts);
  return (
    <div className="list-frame" onKeyDownCapture={onKeyDown}>
      <RowMarksContext value={marks}>
        <Virtualizer layout={ListLayout} layoutOptions={{ estimatedRowSize }} shouldObserveItemSize>
          <GridList
            className="list"
            aria-label={strings.list.label}
            items={accounts}
            selectionMode="none"
            render={(props, { state }) => (
              <FocusTarget
                {...props}
                wish={focusWish}
                onWishDone={onWishDone}
                moveFocus={(accountId) => {
                  state.selectionManager.setFocused(true);
                  state.selectionManager.setFocusedKey(accountId);
                }}
              />
            )}
          >
            {(account) => <AccountRow account={account} />}
          </GridList>
        </Virtualizer>
      </RowMarksContext>
    </div>
  );
}

interface FocusTargetProps extends HTMLAttributes<HTMLDivElement> {
  readonly wish: FocusWish | null;
  readonly onWishDone: () => void;
  readonly moveFocus: (accountId: string) => void;
}

/** The element of the list, which also moves the focus to the row that someone wished for. */
function FocusTarget({ wish, onWishDone, moveFocus, ...props }: FocusTargetProps): ReactElement {
  const wanted = useRef<string | null>(null);
  const latest = useRef({ onWishDone, moveFocus });
  useEffect(() => {
    latest.current = { onWishDone, moveFocus };
  });
  useEffect(() => {
    if (wish === null) return;
    // A dialog that just closed gives the focus back first.
    const timer = setTimeout(() => {
      wanted.current = wish.accountId;
      latest.current.moveFocus(wish.accountId);
      latest.current.onWishDone();
    }, 50);
    return () => {
      clearTimeout(timer);
    };
  }, [wish]);
  // The focused row is rendered wherever it is, but React Aria scrolls to it only for a key press.
  const showWanted = (event: FocusEvent) => {
    if (event.target.getAttribute('data-key') !== wanted.current) return;
    wanted.current = null;
    event.target.scrollIntoView({ block: 'nearest' });
  };
  return <div {...props} onFocusCapture={showWanted} />;
}

/**
 * The keys that act on the focused row: Enter opens its menu, Ctrl or Cmd with C copies the access token, with R
 * refreshes and with I shows the details, Delete asks to remove.
 */
function useRowShortcuts(accounts: readonly AccountView[]): (event: KeyboardEvent) => void {
  const { openDialog } = useServices();
  const run = useRunAction();
  return (event) => {
    const row = event.target instanceof Element ? event.target.closest('[role="row"]') : null;
    if (row === null || event.altKey || event.shiftKey) return;
    const account = accounts.find(({ id }) => id === row.getAttribute('data-key'));
    if (account === undefined) return;
    const isOnRow = event.target === row;
    const hasModifier = event.ctrlKey || event.metaKey;
    const act = (action: () => void) => {
      event.preventDefault();
      event.stopPropagation();
      action();
    };
    if (hasModifier && event.key === 'c' && window.getSelection()?.isCollapsed !== false) {
      act(() => {
        run(account, 'copy_access_token');
      });
    } else if (hasModifier && event.key === 'r') {
      act(() => {
        run(account, 'refresh');
      });
    } else if (hasModifier && event.key === 'i') {
      act(() => {
        openDialog({ kind: 'details', accountId: account.id });
      });
    } else if (isOnRow && event.key === 'Enter') {
      act(() => {
        // As if Enter was pressed on the button: a click would count as a screen reader's, which moves the focus later.
        const press = new KeyboardEvent('keydown', {
          key: 'Enter',
          bubbles: true,
          cancelable: true,
        });
        row.querySelector('.row-more')?.dispatchEvent(press);
      });
    } else if (isOnRow && event.key === 'Delete') {
      act(() => {
        openDialog({ kind: 'remove', accountId: account.id });
      });
    }
  };
}
