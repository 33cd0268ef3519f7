import { useEffect, type ReactElement, type ReactNode } from 'react';
import type { SignInView } from '../../shared/views.ts';
import { shortIssuer } from '../accounts/account-names.ts';
import { useClock } from '../clock.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { BrowserIcon, CheckIcon, CopyIcon, LinkIcon, WarningIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { QrCode } from '../components/qr-code.tsx';
import { formatSpan } from '../format.ts';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { useCopied, type Copied } from '../use-copied.ts';
import { codeGroups, spelledCode } from './user-code.ts';

const words = strings.signIn.device;

/** When the end of the code is said: milliseconds before it. */
const sayMs = 60_000;

interface DeviceCodeProps {
  readonly attempt: Extract<SignInView, { phase: 'waiting_for_device' }>;
}

/** What the person does on another device: where, with which code, and how long there is time (RFC 8628, section 3.3). */
export function DeviceCode({ attempt }: DeviceCodeProps): ReactElement {
  const { userCode, verificationUri, verificationUriComplete, expiresAt, problem } = attempt;
  const openHere = useCommand('signIn.openBrowser');
  const copied = useCopied<Copyable>();
  const countdown = useClock((now) => formatSpan(Math.max(0, expiresAt - now)));
  const input = { attemptId: attempt.id };
  useWordsAtTheEnd(attempt);
  return (
    <>
      {problem && (
        <Notice tone="notice" icon={WarningIcon} title={problem.message} body={words.goesOn} />
      )}
      <div className="device">
        <ol className="device-steps">
          <li className="device-step">
            <p>{words.address}</p>
            <p className="device-address" dir="ltr">
              <span className="selectable" title={verificationUri}>
                {shortIssuer(verificationUri)}
              </span>
            </p>
            <div className="button-line">
              <Copy of="link" input={input} copied={copied} />
              <Button
                icon={BrowserIcon}
                label={words.openHere}
                isPending={openHere.isPending}
                onPress={() => {
                  copied.forget();
                  openHere.run(input);
                }}
              />
            </div>
            {openHere.error && <ErrorNote error={openHere.error} />}
          </li>
          <li className="device-step">
            <p>{words.code}</p>
            <UserCode code={userCode} />
            <div className="button-line">
              <Copy of="code" input={input} copied={copied} />
            </div>
          </li>
          <li className="device-step">
            <p>{words.finish}</p>
            <p className="countdown muted">{words.endsIn(countdown)}</p>
          </li>
        </ol>
        <QrCode
          text={verificationUriComplete ?? verificationUri}
          label={words.qrCode(verificationUri)}
          caption={verificationUriComplete === null ? words.scan : words.scanHasCode}
        />
      </div>
      <p className="field-hint">{words.warning}</p>
    </>
  );
}

/** The code as the org gave it, in groups to read from; it is spelled out for those who hear it. */
function UserCode({ code }: { readonly code: string }): ReactElement {
  return (
    <p className="device-code" dir="ltr">
      <code className="selectable" aria-hidden="true" translate="no">
        {codeGroups(code).map((group, index) => (
          // A code does not change, and its groups may be equal.
          <span key={index} className={endsInSeparator(group) ? 'device-joined' : 'device-group'}>
            {group}
          </span>
        ))}
      </code>
      <span className="visually-hidden">{spelledCode(code)}</span>
    </p>
  );
}

/** Whether the org itself separates a group from the next one. */
function endsInSeparator(group: string): boolean {
  return /[^\p{L}\p{N}]$/u.test(group);
}

const copies = {
  code: {
    command: 'signIn.copyCode',
    icon: CopyIcon,
    label: words.copyCode,
    copiedName: words.copiedCode,
    said: words.codeCopied,
  },
  link: {
    command: 'signIn.copyLink',
    icon: LinkIcon,
    label: words.copyLink,
    copiedName: words.copiedLink,
    said: words.linkCopied,
  },
} as const;

type Copyable = keyof typeof copies;

interface CopyProps {
  readonly of: Copyable;
  readonly input: { readonly attemptId: string };
  readonly copied: Copied<Copyable>;
}

function Copy({ of, input, copied }: CopyProps): ReactNode {
  const { command, icon, label, copiedName, said } = copies[of];
  const announce = useAnnounce();
  const copy = useCommand(command);
  const wasCopied = copied.last === of;
  return (
    <>
      <Button
        icon={wasCopied ? CheckIcon : icon}
        label={wasCopied ? strings.common.copied : label}
        name={wasCopied ? copiedName : label}
        widest={label}
        isPending={copy.isPending}
        onPress={() => {
          copy.run(input, () => {
            copied.mark(of);
            announce(said);
          });
        }}
      />
      {copy.error && <ErrorNote error={copy.error} />}
    </>
  );
}

/** Says once that the code ends soon, and why the org cannot be asked: the countdown itself is not said. */
function useWordsAtTheEnd({ userCode, expiresAt, problem }: DeviceCodeProps['attempt']): void {
  const announce = useAnnounce();
  const endsSoon = useClock((now) => expiresAt - now <= sayMs);
  const reason = problem?.message;
  useEffect(() => {
    if (endsSoon) announce(words.endsSoon(spelledCode(userCode)));
  }, [announce, endsSoon, userCode]);
  useEffect(() => {
    if (reason !== undefined) announce(strings.done.failed(reason, words.goesOn));
  }, [announce, reason]);
}
