import type { ReactElement } from 'react';
import { Label, RadioButton, RadioField, RadioGroup, Text } from 'react-aria-components';
import type { AccountView, Settings } from '../../../shared/views.ts';
import { useClock } from '../../clock.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { strings } from '../../strings.ts';
import { useCommand } from '../../use-command.ts';

const words = strings.details.automatic;

const choices = ['settings', 'on', 'off'] as const;
type Choice = (typeof choices)[number];

interface AutomaticRefreshProps {
  readonly account: AccountView;
  readonly settings: Settings;
}

/** Whether an account is refreshed by itself, and when next. */
export function AutomaticRefresh({ account, settings }: AutomaticRefreshProps): ReactElement {
  const setChoice = useCommand('accounts.setAutomaticRefresh');
  const next = useClock((now) => nextWords(account, settings, now));
  const chosen = choiceOf(account.automaticRefresh.choice);
  return (
    <section className="settings-section">
      {setChoice.error && <ErrorNote error={setChoice.error} />}
      <RadioGroup
        className="field"
        value={chosen}
        onChange={(value) => {
          const choice = choices.find((candidate) => candidate === value);
          if (choice === undefined) return;
          setChoice.run({
            accountId: account.id,
            choice: choice === 'settings' ? null : choice === 'on',
          });
        }}
        orientation="horizontal"
      >
        <Label className="field-label">{words.title}</Label>
        <div className="segments segments-fit">
          {choices.map((choice) => (
            <RadioField key={choice} value={choice}>
              <RadioButton className="segment">{words.choices[choice]}</RadioButton>
            </RadioField>
          ))}
        </div>
        <Text slot="description" className="field-hint">
          {chosen === 'settings' && `${words.settingsSay(settings.automaticRefresh)} `}
          {next}
        </Text>
      </RadioGroup>
    </section>
  );
}

function choiceOf(choice: boolean | null): Choice {
  if (choice === null) return 'settings';
  return choice ? 'on' : 'off';
}

/** When the next refresh comes, or why none does. */
function nextWords(account: AccountView, settings: Settings, now: number): string {
  const { choice, nextAt } = account.automaticRefresh;
  if (!account.hasRefreshToken) return words.noRefreshToken;
  if (!(choice ?? settings.automaticRefresh)) return words.off;
  if (nextAt === null) return words.notPlanned;
  return nextAt <= now ? words.now : words.next(nextAt - now);
}
