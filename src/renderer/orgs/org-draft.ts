import type { OrgInput } from '../../shared/contract.ts';
import { strings } from '../strings.ts';

/** The org form as typed. */
export interface OrgDraft {
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Separated by spaces. */
  readonly scopes: string;
}

export type OrgField = keyof OrgDraft;

/** What is wrong, by field. */
export type OrgProblems = Readonly<Partial<Record<OrgField, string | null>>>;

/** The fields in the order of the form. */
export const orgFields: readonly OrgField[] = ['name', 'issuer', 'clientId', 'scopes'];

/** A form that starts with what is known. */
export function draftOrg(prefill: Partial<OrgInput>): OrgDraft {
  return {
    name: prefill.name ?? '',
    issuer: prefill.issuer ?? '',
    clientId: prefill.clientId ?? '',
    scopes: prefill.scopes?.join(' ') ?? strings.orgs.defaultScopes,
  };
}

/** What is missing; the main process checks the rest. */
export function checkOrgDraft(draft: OrgDraft): OrgProblems {
  const problems: Partial<Record<OrgField, string>> = {};
  for (const field of orgFields) {
    if (draft[field].trim() === '') problems[field] = strings.orgs.missing[field];
  }
  return problems;
}

/** The input of `orgs.add`. */
export function toOrgInput(draft: OrgDraft): OrgInput {
  return {
    name: draft.name.trim(),
    issuer: draft.issuer.trim(),
    clientId: draft.clientId.trim(),
    scopes: [...new Set(draft.scopes.split(/[\s,]+/u).filter(Boolean))],
  };
}
