import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';

/** Something that appears because of a press elsewhere: it scrolls into view when it comes. */
export function IntoView({ children }: { readonly children: ReactNode }): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return <div ref={box}>{children}</div>;
}
