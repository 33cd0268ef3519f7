import type { QuarantinedView } from '../../shared/views.ts';
import { strings } from '../strings.ts';

/** The name under which a record shows that cannot be opened: its person, else its file. */
export function quarantinedName({ person, fileName }: QuarantinedView): string {
  return person ?? `${strings.quarantined.unknown} (${fileName})`;
}
