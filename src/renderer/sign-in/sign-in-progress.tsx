import { useState, type ReactElement } from 'react';
import type { SignInView } from '../../shared/views.ts';
import { useClock } from '../clock.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { BrowserIcon, CheckIcon, LinkIcon, ValidIcon, WarningIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { Spinner } from '../components/spinner.tsx';
import { formatSpan } from '../format.ts';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';

const words = strings.signIn;

/** Where a sign-in attempt stands. */
export function SignInProgress({ attempt }: { readonly attempt: SignInView }): ReactElement {
  switch (attempt.phase) {
    case 'waiting_for_browser':
      return <Waiting attempt={attempt} />;
    case 'failed':
      return <ErrorNote error={attempt.error} />;
    case 'done':
      return (
        <p className="progress-line tone-good">
          <ValidIcon /> {words.phase.done}
        </p>
      );
    case 'preparing':
    case 'exchanging':
    case 'saving':
      return (
        <p className="progress-line">
          <Spinner /> {words.phase[attempt.phase]}
        </p>
      );
  }
}

function Waiting({
  attempt,
}: {
  readonly attempt: Extract<SignInView, { phase: 'waiting_for_browser' }>;
}): ReactElement {
  const announce = useAnnounce();
  const copyLink = useCommand('signIn.copyLink');
  const openBrowser = useCommand('signIn.openBrowser');
  const [wasCopied, setCopied] = useState(false);
  const countdown = useClock((now) => formatSpan(Math.max(0, attempt.expiresAt - now)));
  const error = copyLink.error ?? openBrowser.error;
  const input = { attemptId: attempt.id };
  return (
    <>
      {attempt.browserOpened ? (
        <div className="waiting">
          <p className="progress-line">
            <Spinner /> {words.phase.waiting_for_browser}
          </p>
          <p className="muted">{words.waitingHint(attempt.orgName)}</p>
        </div>
      ) : (
        <Notice
          tone="notice"
          icon={WarningIcon}
          title={words.browserNotOpened}
          body={words.browserNotOpenedHint}
        />
      )}
      {error && <ErrorNote error={error} />}
      <div className="button-line">
        <Button
          look={attempt.browserOpened ? 'secondary' : 'primary'}
          icon={wasCopied ? CheckIcon : LinkIcon}
          label={wasCopied ? strings.common.copied : words.copyLink}
          name={words.copyLink}
          isPending={copyLink.isPending}
          onPress={() => {
            copyLink.run(input, () => {
              setCopied(true);
              announce(words.linkCopied);
            });
          }}
        />
        <Button
          icon={BrowserIcon}
          label={words.openAgain}
          isPending={openBrowser.isPending}
          onPress={() => {
            openBrowser.run(input);
          }}
        />
      </div>
      <p className="countdown muted">{words.waitsFor(countdown)}</p>
    </>
  );
}
