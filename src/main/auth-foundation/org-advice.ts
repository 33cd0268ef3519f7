import type { ErrorCode } from '../../shared/index.ts';
import { clientAdvice } from './org-advice-client.ts';
import { deviceAdvice } from './org-advice-device.ts';
import type { OrgAdvice } from './org-advice-entry.ts';
import { identityProviderAdvice } from './org-advice-identity-provider.ts';
import { policyAdvice } from './org-advice-policy.ts';
import { proofAdvice } from './org-advice-proof.ts';
import { requestAdvice } from './org-advice-request.ts';
import { scopeAdvice } from './org-advice-scope.ts';
import { serviceAdvice } from './org-advice-service.ts';
import { sessionAdvice } from './org-advice-session.ts';
import { tokenExchangeAdvice } from './org-advice-token-exchange.ts';

/** All that this app knows of Okta's words (documentation release 2026.08.1). */
export const orgAdvice: readonly OrgAdvice[] = [
  ...sessionAdvice,
  ...clientAdvice,
  ...requestAdvice,
  ...policyAdvice,
  ...scopeAdvice,
  ...identityProviderAdvice,
  ...proofAdvice,
  ...deviceAdvice,
  ...tokenExchangeAdvice,
  ...serviceAdvice,
];

const adviceByCode = Map.groupBy(
  orgAdvice.flatMap((entry) => entry.codes.map((code) => ({ code, entry }))),
  ({ code }) => code,
);

/**
 * Tells what an org's own words mean and which setting to look at, more exactly than the code alone can.
 *
 * @param code - what the words were classified as
 * @param words - the `error_description` or `errorSummary`, or null
 * @returns null when these are not words that Okta publishes
 */
export function adviceOn(
  code: ErrorCode,
  words: string | null,
): { readonly message: string; readonly next: string } | null {
  if (words === null) return null;
  for (const { entry } of adviceByCode.get(code) ?? []) {
    for (const pattern of entry.says) {
      const match = pattern.exec(words);
      if (match !== null) {
        return { message: fill(entry.message, match.groups ?? {}), next: entry.next };
      }
    }
  }
  return null;
}

function fill(message: string, names: Readonly<Record<string, string>>): string {
  return message.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => names[name] ?? '');
}
