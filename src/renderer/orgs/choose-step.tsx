import { useRef, useState, type ReactElement } from 'react';
import {
  FieldError,
  Form,
  Label,
  RadioButton,
  RadioField,
  RadioGroup,
} from 'react-aria-components';
import type { IssuerCandidate } from '../../shared/views.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { WarningIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { strings } from '../strings.ts';
import { hostOf } from './found-issuers.ts';

const words = strings.orgs.choose;

interface ChooseStepProps {
  readonly formId: string;
  /** What the person entered. */
  readonly address: string;
  readonly candidates: readonly IssuerCandidate[];
  readonly chosen: IssuerCandidate | null;
  readonly onChange: (issuer: string) => void;
  readonly onContinue: (candidate: IssuerCandidate) => void;
}

/** Shows the issuers that were found. One of another host is chosen by the person, and never for them. */
export function ChooseStep({
  formId,
  address,
  candidates,
  chosen,
  onChange,
  onContinue,
}: ChooseStepProps): ReactElement {
  const announce = useAnnounce();
  const issuers = useRef<HTMLDivElement>(null);
  const [isMissing, setMissing] = useState(false);
  const submit = () => {
    if (chosen !== null) {
      onContinue(chosen);
      return;
    }
    setMissing(true);
    announce(words.missing);
    issuers.current?.querySelector<HTMLElement>('[type="radio"]')?.focus();
  };
  const isElsewhere = chosen?.relation === 'other_host';
  // The first one has the focus when none is chosen: Enter goes on, the arrows choose.
  const focused = chosen ?? candidates[0];
  return (
    <>
      <p className="muted">{words.hint}</p>
      <Form
        id={formId}
        className="form org-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <RadioGroup
          className="choices"
          value={chosen?.issuer ?? null}
          isInvalid={isMissing}
          validationBehavior="aria"
          onChange={(issuer) => {
            setMissing(false);
            onChange(issuer);
          }}
        >
          <Label className="visually-hidden">{words.list}</Label>
          <FieldError className="field-error">{words.missing}</FieldError>
          <div
            ref={issuers}
            className="issuers"
            onKeyDownCapture={(event) => {
              // Enter would choose the radio that has the focus, and an issuer of another host is chosen on purpose only.
              if (event.key !== 'Enter') return;
              event.preventDefault();
              event.stopPropagation();
              submit();
            }}
          >
            {candidates.map((candidate) => (
              <RadioField
                key={candidate.issuer}
                value={candidate.issuer}
                autoFocus={candidate === focused}
              >
                <IssuerCard candidate={candidate} />
              </RadioField>
            ))}
          </div>
        </RadioGroup>
        <div role="status">
          {isElsewhere && (
            <Notice
              icon={WarningIcon}
              tone="notice"
              title={words.otherHost(hostOf(chosen.issuer))}
              body={words.otherHostBody(address)}
            />
          )}
        </div>
      </Form>
    </>
  );
}

function IssuerCard({ candidate }: { readonly candidate: IssuerCandidate }): ReactElement {
  const { issuer, relation, server, supports } = candidate;
  return (
    <RadioButton className="choice issuer">
      <span className="choice-mark" />
      <span className="choice-text issuer-text">
        <code className="issuer-url" dir="ltr">
          {issuer}
        </code>
        <span className="choice-name">{words.server(server)}</span>
        <span className={relation === 'other_host' ? 'issuer-elsewhere' : 'choice-detail'}>
          {words.relation(relation)}
        </span>
        <span className="choice-detail">{words.supports(supports)}</span>
      </span>
    </RadioButton>
  );
}
