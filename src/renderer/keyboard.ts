import { useEffect, useRef } from 'react';

/** The key that goes with a letter: Command on a Mac, Control elsewhere. */
export function modifierName(): string {
  return isMac() ? '⌘' : 'Ctrl';
}

/** What the window's own shortcuts do, by letter. */
export type Shortcuts = Readonly<Record<'f' | 'n', () => void>>;

/**
 * Listens to Ctrl or Cmd with a letter, anywhere in the window.
 *
 * @param shortcuts - what to do
 * @param isEnabled - false while a dialog is open
 */
export function useShortcuts(shortcuts: Shortcuts, isEnabled: boolean): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    if (!isEnabled) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const hasModifier = isMac() ? event.metaKey : event.ctrlKey;
      if (!hasModifier || event.altKey || event.shiftKey) return;
      if (event.key !== 'f' && event.key !== 'n') return;
      event.preventDefault();
      latest.current[event.key]();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [isEnabled]);
}

function isMac(): boolean {
  return /mac/iu.test(navigator.userAgent);
}
