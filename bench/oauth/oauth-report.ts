import { atOnce, startsPerSecond } from '../../src/main/auth-foundation/org-throttle.ts';
import { atLeast, atMost, inMilliseconds, type Target } from '../targets.ts';
import { percentile } from '../timed.ts';
import type { RoundTrips } from './jobs.ts';
import type { OAuthFigures } from './oauth-bench.ts';

/**
 * The shortest time in which the throttle lets so many refreshes of one org start.
 *
 * @param count - how many; the first few start at once
 * @returns milliseconds
 */
export function shortestTime(count: number): number {
  return Math.floor((count - 1) / startsPerSecond) * 1_000;
}

/** The figures as two tables. */
export function oauthTable({ client, coordinator, due }: OAuthFigures): string {
  const row = (name: string, times: readonly number[], other: readonly number[]): string =>
    `| ${name} | ${inMilliseconds(percentile(times, 50))} | ${inMilliseconds(percentile(times, 95))} | ${timesAs(times, other)} |`;
  const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;
  const many = due.count.toLocaleString('en');
  return [
    '| One refresh | p50 | p95 | times bare |',
    '| --- | ---: | ---: | ---: |',
    row('`OAuth2Client.refresh`', client.ours, client.bare),
    row('— bare openid-client, in turns with it', client.bare, client.bare),
    row(
      '`CredentialCoordinator.refresh`, written to the vault',
      coordinator.ours,
      coordinator.bare,
    ),
    row('— bare openid-client, in turns with it', coordinator.bare, coordinator.bare),
    '',
    `| ${many} credentials of one org due at once | |`,
    '| --- | ---: |',
    `| Until the last one was refreshed and written | ${seconds(due.milliseconds)} |`,
    `| — the floor: ${startsPerSecond} starts a second | ${seconds(shortestTime(due.count))} |`,
    `| Refreshed exactly once | ${due.refreshedOnce.toLocaleString('en')} |`,
    `| Refreshes that the org was asked for | ${due.requests.toLocaleString('en')} |`,
    `| Most starts within a second, most at once | ${due.startsInASecond}, ${due.atOnce} |`,
    `| Longest hold of the event loop meanwhile | ${inMilliseconds(due.longestBlock)} |`,
    `| — of a thread beside it that does nothing | ${inMilliseconds(due.idleBlock)} |`,
  ].join('\n');
}

/** What sign-in and refresh have to reach, and whether they did in these figures. */
export function oauthTargets({ client, due }: OAuthFigures): readonly Target[] {
  const many = due.count.toLocaleString('en');
  return [
    atMost('refresh by OAuth2Client, times bare openid-client', ratio(client), 1.15),
    atMost(
      `${many} due at once, times what the throttle allows`,
      due.milliseconds / shortestTime(due.count),
      1.2,
    ),
    atLeast(`of ${many} due at once, refreshed exactly once`, due.refreshedOnce, due.count),
    atMost(`refreshes that the org was asked for, of ${many}`, due.requests, due.count),
    atLeast('different refresh tokens that it was asked with', due.refreshTokens, due.requests),
    atMost('most refreshes started within a second', due.startsInASecond, startsPerSecond),
    atMost('most refreshes under way at once', due.atOnce, atOnce),
  ];
}

/** How many times as long the median of ours is as that of bare openid-client. */
function ratio({ ours, bare }: RoundTrips): number {
  return percentile(ours, 50) / percentile(bare, 50);
}

function timesAs(times: readonly number[], other: readonly number[]): string {
  return ratio({ ours: times, bare: other }).toFixed(2);
}
