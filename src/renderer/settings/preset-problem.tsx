import type { ReactElement } from 'react';
import type { FrameView } from '../../shared/views.ts';
import { WarningIcon } from '../components/icons.tsx';
import { strings } from '../strings.ts';

const words = strings.orgs.settings;

interface PresetProblemProps {
  readonly problem: NonNullable<FrameView['presetProblem']>;
}

/** What in the administrator's file with org profiles cannot be used. */
export function PresetProblem({ problem }: PresetProblemProps): ReactElement {
  return (
    <section className="note note-notice" aria-label={words.presetTitle}>
      <WarningIcon className="note-icon" />
      <div className="note-body">
        <p className="note-title">{words.presetTitle}</p>
        <p>{words.presetBody}</p>
        <p>
          <code className="selectable">{problem.path}</code>
        </p>
        <ul className="reasons selectable" aria-label={words.presetReasons}>
          {problem.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </div>
    </section>
  );
}
