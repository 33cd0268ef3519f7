import type { ReactElement } from 'react';
import { Label, RadioGroup } from 'react-aria-components';
import { signInPrompts } from '../../shared/limits.ts';
import type { AccountView } from '../../shared/views.ts';
import { personDetail, personName } from '../accounts/account-names.ts';
import { Choice } from '../components/choice.tsx';
import { Fold } from '../components/fold.tsx';
import { SelectInput } from '../components/select-input.tsx';
import { TextInput } from '../components/text-input.tsx';
import { strings } from '../strings.ts';
import { methodOf, type WayDraft } from './sign-in-way.ts';

const words = strings.signIn;
const ways = ['browser', 'device', 'single_sign_on'] as const;

/** The most characters of a suggested user name, as the contract has it. */
const loginHintLength = 200;

interface ChooseWayProps {
  readonly draft: WayDraft;
  /** The accounts whose session can be used, the first one first. */
  readonly sessions: readonly AccountView[];
  /** Whether an account of this device is signed in again. */
  readonly isAgain: boolean;
  readonly onChange: (draft: WayDraft) => void;
}

/** Chooses how to sign in: in the browser, on another device, or with the session of another account. */
export function ChooseWay({ draft, sessions, isAgain, onChange }: ChooseWayProps): ReactElement {
  const method = methodOf(draft, sessions);
  return (
    <>
      <RadioGroup
        className="choices"
        value={method.kind}
        onChange={(value) => {
          const kind = ways.find((way) => way === value);
          if (kind !== undefined) onChange({ ...draft, kind });
        }}
      >
        <Label className="field-label">{words.way.label}</Label>
        <div className="choice-list">
          <Choice value="browser" name={words.way.browser} detail={words.way.browserHint} />
          <Choice value="device" name={words.way.device} detail={words.way.deviceHint} />
          <SessionChoice sessions={sessions} />
        </div>
      </RadioGroup>
      {method.kind === 'single_sign_on' && sessions.length > 1 && (
        <SelectInput
          name="from"
          label={words.way.whose}
          hint={words.way.whoseHint}
          choices={sessions.map((account) => ({ value: account.id, words: sessionName(account) }))}
          chosen={method.from}
          onChange={(from) => {
            onChange({ ...draft, from });
          }}
        />
      )}
      {method.kind === 'browser' && (
        <Fold title={words.more.title}>
          <TextInput
            name="loginHint"
            label={words.more.loginHint}
            hint={isAgain ? words.more.loginHintAgainHint : words.more.loginHintHint}
            value={draft.loginHint}
            maxLength={loginHintLength}
            onChange={(loginHint) => {
              onChange({ ...draft, loginHint });
            }}
          />
          <SelectInput
            name="prompt"
            label={words.more.prompt}
            {...(isAgain ? {} : { hint: words.more.promptHint })}
            choices={signInPrompts.map((prompt) => ({
              value: prompt,
              words: words.more.prompts[prompt],
            }))}
            chosen={draft.prompt}
            onChange={(prompt) => {
              onChange({ ...draft, prompt });
            }}
          />
        </Fold>
      )}
    </>
  );
}

/** Signing in without a browser, where an account has a session for it. */
function SessionChoice({
  sessions,
}: {
  readonly sessions: readonly AccountView[];
}): ReactElement | null {
  const [first, ...others] = sessions;
  if (first === undefined) return null;
  return others.length === 0 ? (
    <Choice
      value="single_sign_on"
      name={words.way.session(personName(first))}
      detail={words.way.sessionHint(sessionDetail(first))}
    />
  ) : (
    <Choice
      value="single_sign_on"
      name={words.way.someSession}
      detail={words.way.someSessionHint}
    />
  );
}

/** What tells one session from another: the person and where it is used. */
function sessionName(account: AccountView): string {
  return words.way.account([personName(account), sessionDetail(account)]);
}

function sessionDetail(account: AccountView): string {
  const { name, clientId } = account.org;
  const detail = personDetail(account);
  return words.way.account([
    ...(detail === null ? [] : [detail]),
    name,
    words.way.client(clientId),
  ]);
}
