import type { CredentialCoordinator, CredentialId } from '../auth-foundation/index.ts';
import type { Activities } from './activities.ts';
import type { Log } from './log.ts';

/** Who is told about credentials. */
export interface FollowerParts {
  readonly activities: Activities;
  readonly log: Log;
  /** Is called when an account may look different. */
  readonly onChange: (id: CredentialId) => void;
  /** Is called when what waits to be revoked may look different. */
  readonly onRevocationsChange: () => void;
}

/**
 * Shows and logs what happens to credentials, whoever caused it.
 *
 * @param coordinator - whose events are followed, as long as it lives
 * @param parts - who is told
 */
export function followCredentials(coordinator: CredentialCoordinator, parts: FollowerParts): void {
  followLife(coordinator, parts);
  followRefreshes(coordinator, parts);
  followRevocations(coordinator, parts);
  followDefault(coordinator, parts);
}

function followLife({ events }: CredentialCoordinator, parts: FollowerParts): void {
  const { activities, log, onChange } = parts;
  events.on('credential_added', ({ id, reason }) => {
    if (reason === 'restored') log.info('account_restored', { account: id });
    onChange(id);
  });
  events.on('credential_removed', ({ id, reason }) => {
    log.info('account_removed', { account: id, reason });
    activities.forget(id);
    onChange(id);
  });
  events.on('credential_unsaved', ({ id, failure }) => {
    log.error('account_unsaved', { account: id, code: failure.code, detail: failure.detail });
    onChange(id);
  });
  events.on('credential_saved', ({ id }) => {
    log.info('account_saved', { account: id });
    activities.settle(id);
    onChange(id);
  });
  for (const name of ['tags_updated', 'credential_expired', 'refresh_planned'] as const) {
    events.on(name, ({ id }: { readonly id: CredentialId }) => {
      onChange(id);
    });
  }
  events.on('automatic_refresh_changed', ({ id }) => {
    onChange(id);
  });
  events.on('presence_changed', ({ id, required }) => {
    log.info('presence_changed', { account: id, required });
    onChange(id);
  });
}

function followRefreshes({ events }: CredentialCoordinator, parts: FollowerParts): void {
  const { activities, log, onChange } = parts;
  events.on('credential_refreshed', ({ id, reason, idTokenProblem }) => {
    log.info('account_refreshed', { account: id, reason });
    if (idTokenProblem === null) activities.settle(id);
    else activities.note(id, idTokenProblem);
    onChange(id);
  });
  events.on('credential_refresh_failed', ({ id, failure }) => {
    const { code, requestId } = failure;
    log.error('account_refresh_failed', { account: id, code, requestId });
    activities.note(id, failure);
  });
}

function followRevocations({ events }: CredentialCoordinator, parts: FollowerParts): void {
  const { log, onRevocationsChange } = parts;
  events.on('revocation_queued', ({ id }) => {
    log.info('revocation_queued', { revocation: id });
    onRevocationsChange();
  });
  events.on('revocation_delayed', ({ id, failure }) => {
    const { code, requestId } = failure;
    log.error('revocation_delayed', { revocation: id, code, requestId });
    onRevocationsChange();
  });
  events.on('revocation_ended', ({ id, outcome }) => {
    log.info('revocation_ended', { revocation: id, outcome });
    onRevocationsChange();
  });
}

/** A new default touches two accounts. */
function followDefault({ events }: CredentialCoordinator, { onChange }: FollowerParts): void {
  events.on('default_changed', ({ id, previousId }) => {
    if (previousId !== null) onChange(previousId);
    if (id !== null) onChange(id);
  });
}
