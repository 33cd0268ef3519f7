import { screen } from 'electron';
import { z } from 'zod';
import type { DocumentStore, Log } from '../app/index.ts';

const windowStateSchema = z.object({
  size: z.object({ width: z.number().int().min(420), height: z.number().int().min(480) }),
  /** Null until the window was placed by the person. */
  position: z.object({ x: z.number().int(), y: z.number().int() }).nullable(),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

const firstState: WindowState = {
  size: { width: 1080, height: 720 },
  position: null,
  maximized: false,
};

/** Where the window was last. */
export interface WindowStateStore {
  read(): WindowState;
  write(state: WindowState): void;
}

/**
 * Keeps the window's place in a document.
 *
 * @param documents - where it is kept; a place that no screen shows any more is not used
 * @param log - is told when it could not be kept, which must not keep the window from closing
 */
export function windowStateStore(documents: DocumentStore, log: Log): WindowStateStore {
  return {
    read: () => {
      const parsed = windowStateSchema.safeParse(documents.read());
      return parsed.success && isOnAScreen(parsed.data) ? parsed.data : firstState;
    },
    write: (state) => {
      try {
        documents.write(state);
      } catch (thrown) {
        const reason = thrown instanceof Error ? thrown.name : typeof thrown;
        log.error('window_state_not_kept', { reason });
      }
    },
  };
}

function isOnAScreen({ size, position }: WindowState): boolean {
  if (position === null) return true;
  const { x, y } = position;
  const area = screen.getDisplayMatching({ ...position, ...size }).workArea;
  return (
    x < area.x + area.width &&
    x + size.width > area.x &&
    y >= area.y - 8 &&
    y < area.y + area.height
  );
}
