import type { ReactElement } from 'react';
import { useClock } from '../clock.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { BrowserIcon, CheckIcon, LinkIcon, WarningIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { Spinner } from '../components/spinner.tsx';
import { formatSpan } from '../format.ts';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { useCopied } from '../use-copied.ts';

const words = strings.signIn;

interface WaitingForBrowserProps {
  readonly attempt: {
    readonly id: string;
    readonly expiresAt: number;
    readonly browserOpened: boolean;
  };
  /** What the person does in the browser, and how it goes on. */
  readonly title: string;
  readonly hint: string;
  /** Whose commands open the page again: those of a sign-in or of a sign-out. */
  readonly of: 'signIn' | 'signOut';
}

/** The wait for the browser, with the ways back to its page. */
export function WaitingForBrowser({
  attempt,
  title,
  hint,
  of,
}: WaitingForBrowserProps): ReactElement {
  const announce = useAnnounce();
  const copyLink = useCommand(`${of}.copyLink`);
  const openBrowser = useCommand(`${of}.openBrowser`);
  const copied = useCopied<'link'>();
  const wasCopied = copied.last === 'link';
  const countdown = useClock((now) => formatSpan(Math.max(0, attempt.expiresAt - now)));
  const error = copyLink.error ?? openBrowser.error;
  const input = { attemptId: attempt.id };
  return (
    <>
      {attempt.browserOpened ? (
        <div className="waiting">
          <p className="progress-line">
            <Spinner /> {title}
          </p>
          <p className="muted">{hint}</p>
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
          name={wasCopied ? words.copiedLink : words.copyLink}
          widest={words.copyLink}
          isPending={copyLink.isPending}
          onPress={() => {
            copyLink.run(input, () => {
              copied.mark('link');
              announce(words.linkCopied);
            });
          }}
        />
        <Button
          icon={BrowserIcon}
          label={words.openAgain}
          isPending={openBrowser.isPending}
          onPress={() => {
            copied.forget();
            openBrowser.run(input);
          }}
        />
      </div>
      <p className="countdown muted">{words.waitsFor(countdown)}</p>
    </>
  );
}
