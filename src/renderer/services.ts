import { createContext, use } from 'react';
import type { ErrorCode } from '../shared/error-catalogue.ts';
import type { OrgInput } from '../shared/org-profile.ts';
import type { RowActions } from './accounts/row-actions.ts';
import type { Send } from './bridge.ts';

/** The dialog that is open; one at a time. */
export type OpenDialog =
  /** `orgId` is the org to start with, null for the first; `tags` are those to start with. */
  | {
      readonly kind: 'add_account';
      readonly orgId: string | null;
      readonly tags?: readonly string[];
    }
  | { readonly kind: 'sign_in_again'; readonly accountId: string }
  | { readonly kind: 'sign_in'; readonly attemptId: string }
  /** Asks before the browser's session of an account is ended. */
  | { readonly kind: 'sign_out'; readonly accountId: string }
  | { readonly kind: 'signing_out'; readonly attemptId: string }
  | { readonly kind: 'copy_request'; readonly accountId: string }
  /** `from`, here and below, is the dialog to come back to, null for none. */
  | {
      readonly kind: 'add_org';
      readonly prefill: Partial<OrgInput>;
      readonly from: OpenDialog | null;
    }
  /** `errorCode` is the error that led there, null for none. */
  | {
      readonly kind: 'edit_org';
      readonly orgId: string;
      readonly errorCode: ErrorCode | null;
      readonly from: OpenDialog | null;
    }
  | { readonly kind: 'settings' }
  | { readonly kind: 'revocations' }
  | { readonly kind: 'quarantine' }
  | { readonly kind: 'back_up'; readonly from: OpenDialog | null }
  | { readonly kind: 'restore'; readonly from: OpenDialog | null }
  | { readonly kind: 'change_key'; readonly from: OpenDialog | null }
  | { readonly kind: 'ended'; readonly from: OpenDialog | null }
  | { readonly kind: 'details'; readonly accountId: string }
  | { readonly kind: 'revoke'; readonly accountId: string }
  | { readonly kind: 'remove'; readonly accountId: string }
  | { readonly kind: 'edit_tags'; readonly accountId: string };

/** What every part of the window may use. */
export interface Services {
  readonly send: Send;
  readonly rowActions: RowActions;
  readonly openDialog: (dialog: OpenDialog) => void;
  readonly closeDialog: () => void;
  /** Moves the focus to the row of an account and marks it for a moment. */
  readonly showAccount: (accountId: string) => void;
}

const ServicesContext = createContext<Services | null>(null);

/** Hands the services down. */
export const ServicesProvider = ServicesContext;

/** The services of the window. */
export function useServices(): Services {
  const services = use(ServicesContext);
  if (services === null) throw new Error('ServicesProvider is missing');
  return services;
}
