import { createContext, use, useMemo, useRef, type ReactElement, type ReactNode } from 'react';

/** Says something to screen readers without showing it. */
export type Announce = (message: string) => void;

const AnnounceContext = createContext<Announce>(() => undefined);

/** The function that announces. */
export function useAnnounce(): Announce {
  return use(AnnounceContext);
}

/** How long a message stays in the live region, in milliseconds. */
const messageLifeMs = 8000;

/** Holds the one live region of the window, which stands outside of every dialog. */
export function Announcer({ children }: { readonly children: ReactNode }): ReactElement {
  const region = useRef<HTMLDivElement>(null);
  const announce = useMemo<Announce>(
    () => (message) => {
      const line = document.createElement('div');
      line.textContent = message;
      region.current?.append(line);
      setTimeout(() => {
        line.remove();
      }, messageLifeMs);
    },
    [],
  );
  return (
    <AnnounceContext value={announce}>
      {children}
      <div
        ref={region}
        className="visually-hidden"
        role="log"
        aria-live="polite"
        aria-relevant="additions"
        data-live-announcer="true"
        data-testid="announcements"
      />
    </AnnounceContext>
  );
}
