import { useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { OrgInput } from '../../shared/org-profile.ts';
import {
  draftOrg,
  type OrgDraft,
  type OrgField,
  type OrgProblems,
  type OrgTexts,
} from './org-draft.ts';

/** What a text field of an org form needs. */
export interface TextFieldProps {
  readonly name: OrgField;
  readonly value: string;
  readonly error: string | null;
  readonly onChange: (value: string) => void;
}

/** An org form: what is typed, and what is wrong with it. */
export interface OrgForm {
  readonly draft: OrgDraft;
  readonly problems: OrgProblems;
  readonly change: (changes: Partial<OrgDraft>) => void;
  readonly text: (name: keyof OrgTexts) => TextFieldProps;
  /** Shows what is wrong and moves the focus there; whether nothing is. */
  readonly accept: (problems: OrgProblems) => boolean;
}

/** The state of an org form that starts with what is known. */
export function useOrgDraft(known: Partial<OrgInput>): {
  readonly form: OrgForm;
  /** For the form element, in which {@link OrgForm.accept} looks for the fields. */
  readonly formRef: RefObject<HTMLFormElement | null>;
} {
  const [draft, setDraft] = useState(() => draftOrg(known));
  const [problems, setProblems] = useState<OrgProblems>({});
  const formRef = useRef<HTMLFormElement>(null);
  const change = (changes: Partial<OrgDraft>) => {
    setDraft((before) => ({ ...before, ...changes }));
    setProblems((before) => withoutChanged(before, changes));
  };
  const form: OrgForm = {
    draft,
    problems,
    change,
    text: (name) => ({
      name,
      value: draft[name],
      error: problems[name] ?? null,
      onChange: (value) => {
        change({ [name]: value });
      },
    }),
    accept: (found) => {
      // What is folded away opens before it can have the focus.
      flushSync(() => {
        setProblems(found);
      });
      const names = new Set(Object.keys(found));
      const inputs = formRef.current?.querySelectorAll<HTMLInputElement>('input[name]') ?? [];
      [...inputs].find(({ name }) => names.has(name))?.focus();
      return names.size === 0;
    },
  };
  return { form, formRef };
}

/** What is still wrong while other fields change. */
function withoutChanged(problems: OrgProblems, changes: Partial<OrgDraft>): OrgProblems {
  const isOfParameter = (name: string) =>
    changes.parameters !== undefined && name.startsWith('parameter-');
  return Object.fromEntries(
    Object.entries(problems).filter(([name]) => !(name in changes) && !isOfParameter(name)),
  );
}
