import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { strings } from '../strings.ts';

const words = strings.orgs;
const stepCount = 3;

interface StepDialogProps {
  readonly step: 1 | 2 | 3;
  readonly heading: string;
  /** The words of the button that submits the form of the step. */
  readonly submit: string;
  readonly formId: string;
  readonly isPending: boolean;
  /** Null on the first step. */
  readonly onBack: (() => void) | null;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** One step of adding an org: where one is, what is asked, and the way back and on. */
export function StepDialog({
  step,
  heading,
  submit,
  formId,
  isPending,
  onBack,
  onClose,
  children,
}: StepDialogProps): ReactElement {
  useWordsAtEachStep(step, heading);
  return (
    <Dialog
      title={words.find.title}
      size={step === stepCount ? 'large' : 'medium'}
      onClose={onClose}
      footer={
        <>
          {onBack !== null && <Button className="foot-start" label={words.back} onPress={onBack} />}
          <Button label={strings.common.cancel} onPress={onClose} />
          <Button look="primary" type="submit" form={formId} label={submit} isPending={isPending} />
        </>
      }
    >
      <div className="step-head">
        <p className="field-hint">{words.steps(step, stepCount)}</p>
        <h3 className="step-heading">{heading}</h3>
      </div>
      {children}
    </Dialog>
  );
}

/** Says which step the dialog went to, on and back; the first one is heard as the dialog opens. */
function useWordsAtEachStep(step: StepDialogProps['step'], heading: string): void {
  const announce = useAnnounce();
  const said = useRef(step);
  useEffect(() => {
    if (said.current === step) return;
    said.current = step;
    announce(words.stepSaid(step, stepCount, heading));
  }, [announce, step, heading]);
}
