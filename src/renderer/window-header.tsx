import type { ReactElement, RefObject } from 'react';
import { Button as AriaButton, Input, SearchField } from 'react-aria-components';
import { Button, IconButton } from './components/button.tsx';
import { AppMark, CloseIcon, PlusIcon, SearchIcon, SettingsIcon } from './components/icons.tsx';
import { strings } from './strings.ts';

const words = strings.header;

interface WindowHeaderProps {
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly searchInput: RefObject<HTMLInputElement | null>;
  /** False while there is nothing to search. */
  readonly canSearch: boolean;
  /** False while the vault cannot take an account. */
  readonly canAdd: boolean;
  readonly onAdd: () => void;
  readonly onSettings: () => void;
}

/** The head of the window: name, search, and the two ways on. */
export function WindowHeader({
  query,
  onQuery,
  searchInput,
  canSearch,
  canAdd,
  onAdd,
  onSettings,
}: WindowHeaderProps): ReactElement {
  return (
    <header className="header">
      <div className="header-name">
        <AppMark />
        <h1 className="app-name">{strings.app.name}</h1>
      </div>
      {canSearch && (
        <SearchField className="search" aria-label={words.search} value={query} onChange={onQuery}>
          <SearchIcon />
          <Input ref={searchInput} className="search-input" placeholder={words.searchPlaceholder} />
          {query !== '' && (
            <AriaButton className="search-clear" aria-label={words.clearSearch}>
              <CloseIcon />
            </AriaButton>
          )}
        </SearchField>
      )}
      <div className="header-actions">
        {canAdd && <Button look="primary" icon={PlusIcon} label={words.add} onPress={onAdd} />}
        <IconButton
          icon={SettingsIcon}
          name={words.settings}
          tooltip={words.settings}
          onPress={onSettings}
        />
      </div>
    </header>
  );
}
