import type { IssuerCandidate } from '../../shared/index.ts';
import { Failure } from '../auth-foundation/index.ts';
import { describeIssuer } from './issuer-candidate.ts';
import { isSameAddress } from './org-address.ts';
import { issuerProblem } from './org-checks.ts';

/**
 * Asks an address for its metadata, whatever issuer that names, as `lookUpIssuer` does: an issuer on this very computer
 * comes from no other one.
 *
 * @throws Failure when there are none
 */
export type AskIssuer = (address: URL) => Promise<{ readonly issuer: string }>;

/**
 * Asks issuers for their metadata, all at the same time.
 *
 * @param addresses - the likeliest first
 * @param ask - asks one; it gives up by itself
 * @returns what was found, in the order of the addresses, each issuer once. An issuer that an address names instead of
 *   itself has confirmed that it is that one, byte for byte
 * @throws Failure of the first address, when none was found
 */
export async function lookUpIssuers(
  addresses: readonly URL[],
  ask: AskIssuer,
): Promise<IssuerCandidate[]> {
  const answers = await Promise.allSettled(addresses.map((address) => confirm(address, ask)));
  const found = new Map<string, IssuerCandidate>();
  for (const answer of answers) {
    if (answer.status === 'rejected') continue;
    const { issuer } = answer.value;
    const relation = relationOf(new URL(issuer), addresses);
    if (!found.has(issuer)) found.set(issuer, describeIssuer(answer.value, relation));
  }
  const [first] = answers;
  if (found.size === 0 && first?.status === 'rejected') throw first.reason;
  return [...found.values()];
}

/**
 * Asks an issuer whether it is the one: tokens are compared with it byte for byte.
 *
 * @param issuer - of a profile
 * @throws Failure `issuer_mismatch` that names the one it says it is, or what asking it threw
 */
export async function confirmIssuer(issuer: string, ask: AskIssuer): Promise<void> {
  const metadata = await ask(new URL(issuer));
  if (metadata.issuer !== issuer) throw mismatch(metadata.issuer);
}

async function confirm(address: URL, ask: AskIssuer): Promise<{ readonly issuer: string }> {
  const metadata = await ask(address);
  const { issuer } = metadata;
  if (issuerProblem(issuer) !== null) throw mismatch(issuer);
  // The same document would come again.
  if (isSameAddress(new URL(issuer), address)) return metadata;
  const own = await ask(new URL(issuer));
  if (own.issuer !== issuer) throw mismatch(issuer);
  return own;
}

function relationOf(issuer: URL, [asked]: readonly URL[]): IssuerCandidate['relation'] {
  if (asked?.origin !== issuer.origin) return 'other_host';
  return isSameAddress(issuer, asked) ? 'asked' : 'sibling';
}

function mismatch(found: string): Failure {
  return new Failure('issuer_mismatch', { detail: `It says that it is ${found}` });
}
