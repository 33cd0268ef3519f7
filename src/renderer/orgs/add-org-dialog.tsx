import { useEffect, useId, useRef, useState, type ReactElement } from 'react';
import { describeError, type ViewError } from '../../shared/error-catalogue.ts';
import type { OrgInput } from '../../shared/org-profile.ts';
import type { IssuerCandidate } from '../../shared/views.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { ChooseStep } from './choose-step.tsx';
import { FindStep } from './find-step.tsx';
import { hostOf, preselectIssuer, suggestName, suggestScopes } from './found-issuers.ts';
import { checkOrgDraft, toNetwork, toOrgInput } from './org-draft.ts';
import { RegisterStep } from './register-step.tsx';
import { StepDialog } from './step-dialog.tsx';
import { useOrgDraft } from './use-org-draft.ts';

const words = strings.orgs;

type Step = 'find' | 'choose' | 'register';

interface AddOrgDialogProps {
  /** What is known of the org already, as of another client of it. */
  readonly prefill: Partial<OrgInput>;
  readonly onClose: () => void;
  readonly onAdded: (orgId: string) => void;
}

/**
 * Adds an org in three steps: finds the issuers behind what the person has, lets them choose one, and names it next to
 * what has to be registered at the org. Going back keeps what was typed.
 */
export function AddOrgDialog({ prefill, onClose, onAdded }: AddOrgDialogProps): ReactElement {
  const announce = useAnnounce();
  const isOpen = useIsOpen();
  const formId = useId();
  const look = useCommand('orgs.look');
  const add = useCommand('orgs.add');
  const { form, formRef } = useOrgDraft(prefill);
  const [step, setStep] = useState<Step>('find');
  const [address, setAddress] = useState(prefill.issuer ?? '');
  const [candidates, setCandidates] = useState<readonly IssuerCandidate[]>([]);
  const [chosenIssuer, setChosenIssuer] = useState<string | null>(null);
  const [suggested, setSuggested] = useState({ name: '', scopes: form.draft.scopes });
  const [nothingFound, setNothingFound] = useState<ViewError | null>(null);
  const chosen = candidates.find(({ issuer }) => issuer === chosenIssuer) ?? null;

  const find = () => {
    setNothingFound(null);
    const clientId = form.draft.clientId.trim();
    look.run({ address: address.trim(), clientId, network: toNetwork(form.draft) }, (reply) => {
      if (!isOpen.current) return;
      if (reply.candidates.length === 0) {
        setNothingFound(describeError('discovery_failed'));
        return;
      }
      const isThere = reply.candidates.some(({ issuer }) => issuer === chosenIssuer);
      setCandidates(reply.candidates);
      if (!isThere) setChosenIssuer(preselectIssuer(reply.candidates));
      setStep('choose');
      announce(words.find.found(reply.candidates.length));
    });
  };
  const choose = (candidate: IssuerCandidate) => {
    const { draft } = form;
    const fresh = {
      name: prefill.name ?? suggestName(candidate.issuer),
      scopes: prefill.scopes?.join(' ') ?? suggestScopes(candidate),
    };
    // What the person has changed stays.
    form.change({
      issuer: candidate.issuer,
      ...(draft.name === suggested.name || draft.name === '' ? { name: fresh.name } : {}),
      ...(draft.scopes === suggested.scopes ? { scopes: fresh.scopes } : {}),
    });
    setSuggested(fresh);
    setStep('register');
  };
  const submit = () => {
    if (!form.accept(checkOrgDraft(form.draft))) return;
    const profile = toOrgInput(form.draft);
    add.run(profile, ({ orgId }) => {
      announce(words.register.added(profile.name));
      if (isOpen.current) onAdded(orgId);
    });
  };

  switch (step) {
    case 'find':
      return (
        <StepDialog
          step={1}
          heading={words.find.heading}
          submit={words.find.submit}
          formId={formId}
          isPending={look.isPending}
          onBack={null}
          onClose={onClose}
        >
          <FindStep
            formId={formId}
            formRef={formRef}
            form={form}
            address={address}
            onAddress={setAddress}
            isPending={look.isPending}
            error={look.error ?? nothingFound}
            onFind={find}
          />
        </StepDialog>
      );
    case 'choose':
      return (
        <StepDialog
          step={2}
          heading={words.choose.heading(candidates.length)}
          submit={
            chosen?.relation === 'other_host'
              ? words.choose.submitOtherHost(hostOf(chosen.issuer))
              : words.choose.submit
          }
          formId={formId}
          isPending={false}
          onBack={() => {
            setStep('find');
          }}
          onClose={onClose}
        >
          <ChooseStep
            formId={formId}
            address={address.trim()}
            candidates={candidates}
            chosen={chosen}
            onChange={setChosenIssuer}
            onContinue={choose}
          />
        </StepDialog>
      );
    case 'register':
      return (
        <StepDialog
          step={3}
          heading={words.register.heading}
          submit={words.register.submit}
          formId={formId}
          isPending={add.isPending}
          onBack={() => {
            add.dismissError();
            setStep('choose');
          }}
          onClose={onClose}
        >
          <RegisterStep
            formId={formId}
            formRef={formRef}
            form={form}
            candidate={chosen}
            error={add.error}
            onSubmit={submit}
          />
        </StepDialog>
      );
  }
}

/** Whether the dialog is still there when an answer comes. */
function useIsOpen(): { readonly current: boolean } {
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  return isOpen;
}
