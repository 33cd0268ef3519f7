import type { ReactElement } from 'react';
import { ToggleButton, Button as AriaButton } from 'react-aria-components';
import type { AccountView } from '../../shared/views.ts';
import { StarIcon, WarningIcon } from '../components/icons.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { personName } from './account-names.ts';

interface ListSummaryProps {
  readonly all: readonly AccountView[];
  /** How many accounts the list shows. */
  readonly shown: number;
  readonly isFiltered: boolean;
  /** How many accounts need the person. */
  readonly attention: number;
  readonly onlyAttention: boolean;
  readonly onOnlyAttention: (only: boolean) => void;
}

/** The line over the list: how many accounts, which is the default, and how many need attention. */
export function ListSummary({
  all,
  shown,
  isFiltered,
  attention,
  onlyAttention,
  onOnlyAttention,
}: ListSummaryProps): ReactElement {
  const { showAccount } = useServices();
  const defaultAccount = all.find((account) => account.isDefault);
  return (
    <div className="summary">
      <p role="status">
        {isFiltered ? strings.list.found(shown, all.length) : strings.list.count(all.length)}
      </p>
      {defaultAccount && (
        <AriaButton
          className="link-button"
          aria-label={strings.list.showDefault(personName(defaultAccount))}
          onPress={() => {
            showAccount(defaultAccount.id);
          }}
        >
          <StarIcon />
          <span className="truncate">{strings.list.default(personName(defaultAccount))}</span>
        </AriaButton>
      )}
      {(attention > 0 || onlyAttention) && (
        <ToggleButton className="toggle" isSelected={onlyAttention} onChange={onOnlyAttention}>
          <WarningIcon />
          {attention > 0 ? strings.list.attention(attention) : strings.list.allGood}
        </ToggleButton>
      )}
    </div>
  );
}
