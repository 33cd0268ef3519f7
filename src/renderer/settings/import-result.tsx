import type { ReactElement } from 'react';
import type { CommandOutput } from '../../shared/contract.ts';
import { IconButton } from '../components/button.tsx';
import { CloseIcon, ValidIcon, WarningIcon } from '../components/icons.tsx';
import { strings } from '../strings.ts';

const words = strings.orgs.settings;

interface ImportResultProps {
  readonly imported: Extract<CommandOutput<'orgs.import'>, { kind: 'imported' }>;
  readonly onDismiss: () => void;
}

/** What an import added and kept, and what it could not read. */
export function ImportResult({ imported, onDismiss }: ImportResultProps): ReactElement {
  const { added, kept, refused } = imported;
  const isWhole = refused.length === 0;
  const Icon = isWhole ? ValidIcon : WarningIcon;
  return (
    <section
      className={`note ${isWhole ? 'note-accent' : 'note-notice'}`}
      aria-label={words.importedTitle}
    >
      <Icon className="note-icon" />
      <div className="note-content">
        <div className="note-body">
          <p className="note-title">{words.importedTitle}</p>
          <p>{words.imported(added, kept, refused.length)}</p>
          {!isWhole && (
            <ul className="reasons" aria-label={words.refused}>
              {refused.map(({ name, reason }, index) => (
                // Two profiles of a file may have the same name.
                <li key={`${String(index)} ${name}`}>
                  <strong>{name}</strong> {reason}
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
      <IconButton
        icon={CloseIcon}
        name={strings.common.dismiss}
        tooltip={strings.common.dismiss}
        onPress={onDismiss}
        className="note-close"
      />
    </section>
  );
}
