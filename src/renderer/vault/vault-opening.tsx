import type { ReactElement } from 'react';
import { strings } from '../strings.ts';
import { useLater } from '../use-later.ts';

/** Below this, an opening vault shows nothing, so that a quick start does not flicker: milliseconds. */
const quietMs = 200;
/** After this, the keychain probably waits for the person: milliseconds. */
const slowMs = 5000;

/** The vault is opening: rows to come, and words when it takes long. */
export function VaultOpening(): ReactElement {
  const isVisible = useLater(quietMs);
  const isSlow = useLater(slowMs);
  return (
    <div className="opening" role="status">
      {isVisible && (
        <>
          <p className="visually-hidden">{strings.vault.opening}</p>
          <div className="skeleton" aria-hidden="true">
            <div className="skeleton-row" />
            <div className="skeleton-row" />
            <div className="skeleton-row" />
          </div>
        </>
      )}
      {isSlow && <p className="muted">{strings.vault.openingSlow}</p>}
    </div>
  );
}
