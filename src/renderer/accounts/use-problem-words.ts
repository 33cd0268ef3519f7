import { useEffect, useRef } from 'react';
import type { AccountView } from '../../shared/views.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { personName } from './account-names.ts';

/** The most problems that are said one by one; more at once would drown what the person does. */
const mostWords = 3;

/** Says the problems that arise by themselves; what a press caused is said with its own reply. */
export function useProblemWords(accounts: readonly AccountView[]): void {
  const { rowActions } = useServices();
  const announce = useAnnounce();
  const known = useRef<ReadonlyMap<string, number> | null>(null);
  useEffect(() => {
    const before = known.current;
    const problems = accounts.flatMap(({ id, problem }) =>
      problem === null ? [] : [[id, problem.at] as const],
    );
    known.current = new Map(problems);
    if (before === null) return;
    accounts
      .filter(({ id, problem }) => {
        const { pending, failed } = rowActions.statusOf(id);
        return problem !== null && before.get(id) !== problem.at && !pending && !failed;
      })
      .slice(0, mostWords)
      .forEach((account) => {
        if (account.problem === null) return;
        const { message, next } = account.problem;
        announce(`${personName(account)}: ${strings.done.failed(message, next)}`);
      });
  }, [accounts, announce, rowActions]);
}
