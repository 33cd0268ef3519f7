import { useEffect, useRef } from 'react';
import type { OpenDialog } from './services.ts';

/** The time in which a closing dialog gives the focus back by itself, in milliseconds. */
const settleMs = 60;

/**
 * Gives the focus back when a dialog closes and what opened it is gone: to the row of its account, else to the list,
 * else to the head of the window. A focus that is somewhere already is left alone.
 *
 * @param dialog - the dialog that is open, or null
 */
export function useFocusReturn(dialog: OpenDialog | null): void {
  const last = useRef<OpenDialog | null>(null);
  useEffect(() => {
    const closed = dialog === null ? last.current : null;
    last.current = dialog;
    if (closed === null) return;
    const timer = setTimeout(() => {
      if (document.activeElement !== null && document.activeElement !== document.body) return;
      const targets = [
        'accountId' in closed ? `[data-key="${CSS.escape(closed.accountId)}"] .row-more` : null,
        '.list',
        '.panel .button',
        '.header-actions button',
      ];
      targets
        .map((target) => (target === null ? null : document.querySelector<HTMLElement>(target)))
        .find((element) => element !== null)
        ?.focus();
    }, settleMs);
    return () => {
      clearTimeout(timer);
    };
  }, [dialog]);
}

/**
 * Gives the focus to the open dialog when what had it leaves the dialog.
 *
 * @param shown - what the dialog shows and may lose, such as its list
 * @param question - what a dialog over it asks about, or null; its entry may be gone when it closes
 */
export function useFocusInDialog(shown: unknown, question: object | null): void {
  useEffect(() => {
    if (question !== null) return;
    const timer = setTimeout(() => {
      if (document.activeElement !== null && document.activeElement !== document.body) return;
      document.querySelector<HTMLElement>('.dialog')?.focus();
    }, settleMs);
    return () => {
      clearTimeout(timer);
    };
  }, [shown, question]);
}
