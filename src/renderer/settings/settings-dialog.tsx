import type { ReactElement } from 'react';
import { Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import type { AccountView, FrameView, Settings } from '../../shared/views.ts';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { Switch } from '../components/switch.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { ClipboardSeconds } from './clipboard-seconds.tsx';
import { OrgsSection } from './orgs-section.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { VaultSection } from './vault-section.tsx';

const words = strings.settings;
const themes: readonly Settings['theme'][] = ['system', 'light', 'dark'];

interface SettingsDialogProps {
  readonly frame: FrameView;
  readonly accounts: readonly AccountView[];
  readonly onClose: () => void;
}

/** The settings; each change counts at once. */
export function SettingsDialog({ frame, accounts, onClose }: SettingsDialogProps): ReactElement {
  const update = useCommand('settings.update');
  const { settings } = frame;
  return (
    <Dialog title={words.title} size="medium" onClose={onClose}>
      {update.error && <ErrorNote error={update.error} />}
      <section className="settings-section">
        <RadioGroup
          className="segments-row"
          value={settings.theme}
          onChange={(value) => {
            const theme = themes.find((candidate) => candidate === value);
            if (theme !== undefined) update.run({ theme });
          }}
          orientation="horizontal"
        >
          <Label className="settings-label">{words.theme}</Label>
          <div className="segments">
            {themes.map((theme) => (
              <RadioField key={theme} value={theme}>
                <RadioButton className="segment">{words.themes[theme]}</RadioButton>
              </RadioField>
            ))}
          </div>
        </RadioGroup>
        <ClipboardSeconds
          seconds={settings.clipboardSeconds}
          onChange={(clipboardSeconds) => {
            update.run({ clipboardSeconds });
          }}
        />
        <Switch
          label={words.automatic}
          hint={words.automaticHint}
          isOn={settings.automaticRefresh}
          onChange={(automaticRefresh) => {
            update.run({ automaticRefresh });
          }}
        />
      </section>
      <VaultSection vault={frame.vault} />
      <OrgsSection orgs={frame.orgs} presetProblem={frame.presetProblem} accounts={accounts} />
      <section className="settings-section">
        <h3 className="settings-title">{words.shortcuts}</h3>
        <Shortcuts />
      </section>
      <section className="settings-section">
        <h3 className="settings-title">{words.about}</h3>
        <p className="muted selectable">
          {strings.app.name} — {words.version(frame.appVersion)}
        </p>
      </section>
    </Dialog>
  );
}
