import type { EndedView } from '../../shared/index.ts';
import type { EndedCredential } from '../desktop-platform/index.ts';
import { orgNameOf } from './account-view.ts';
import type { OrgProfile } from './preferences.ts';

/**
 * Shows the accounts that are not kept on this device any more.
 *
 * @param ended - oldest first
 * @param orgs - for the names
 * @returns newest first
 */
export function viewEnded(
  ended: readonly EndedCredential[],
  orgs: readonly OrgProfile[],
): EndedView[] {
  return ended
    .map((each) => ({
      id: each.id,
      orgName: orgNameOf(each, orgs),
      event: each.event,
      at: each.at,
    }))
    .reverse();
}
