import type { ReactElement } from 'react';
import type { RevocationView } from '../../shared/views.ts';
import { useClock } from '../clock.ts';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { Fact } from '../components/fact.tsx';
import { RefreshIcon } from '../components/icons.tsx';
import { formatTime } from '../format.ts';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';

const words = strings.revocations;

interface RevocationItemProps {
  readonly revocation: RevocationView;
  readonly onGiveUp: (revocation: RevocationView) => void;
}

/** One session that still has to be ended: whose, what is still valid, how the attempts went. */
export function RevocationItem({ revocation, onGiveUp }: RevocationItemProps): ReactElement {
  const retry = useCommand('revocations.retry');
  const next = useClock((now) => nextWords(revocation.nextAt, now));
  const { id, orgName } = revocation;
  const name = revocation.person ?? words.unnamed;
  return (
    <li className="card">
      <p className="card-name">{name}</p>
      <dl className="facts">
        <Fact term={words.org}>{orgName}</Fact>
        <Fact term={words.tokens}>{words.remaining(revocation.remaining)}</Fact>
        <Fact term={words.removed}>{formatTime(revocation.queuedAt)}</Fact>
        <Fact term={words.attempts}>{words.attempted(revocation.attempts)}</Fact>
        <Fact term={words.next}>{next}</Fact>
      </dl>
      {retry.error && <ErrorNote error={retry.error} />}
      {!retry.error && revocation.error && <ErrorNote error={revocation.error} live="off" />}
      <div className="button-line">
        <Button
          icon={RefreshIcon}
          label={words.tryNow}
          name={words.tryNowOf(name, orgName)}
          isPending={retry.isPending || revocation.nextAt === null}
          onPress={() => {
            retry.run({ revocationId: id });
          }}
        />
        <Button
          look="quiet"
          label={words.giveUp}
          name={words.giveUpOf(name, orgName)}
          onPress={() => {
            onGiveUp(revocation);
          }}
        />
      </div>
    </li>
  );
}

function nextWords(nextAt: number | null, now: number): string {
  if (nextAt === null) return words.running;
  return nextAt <= now ? words.nextNow : words.nextIn(nextAt - now);
}
