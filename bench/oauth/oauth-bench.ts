import { execFile as execFileWithCallback } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/setup/project.mjs';
import type { KeyringSession } from '../../test/support/keyring/keyring-session.ts';
import { startOktaLikeOrg, type OktaLikeOrg } from '../../test/support/okta-like-org/index.ts';
import type { DueTimes, RoundTrips } from './jobs.ts';
import { shortestTime } from './oauth-report.ts';

const execFile = promisify(execFileWithCallback);
const refreshesOfEach = 1_000;

/** What the OAuth bench measured. */
export interface OAuthFigures {
  /** `OAuth2Client.refresh`. */
  readonly client: RoundTrips;
  /** `CredentialCoordinator.refresh`, on a real vault. */
  readonly coordinator: RoundTrips;
  /** Credentials that were due at once on one org. */
  readonly due: DueTimes & {
    readonly count: number;
    /** Refreshes that the org was asked for, by its own journal. */
    readonly requests: number;
    /** Refresh tokens among them that it had not seen before. */
    readonly refreshTokens: number;
  };
}

/**
 * Measures refreshes against an Okta-like org, which runs in this process; each job runs in one of its own.
 *
 * @param keyring - holds the vaults' keys
 * @param dueCount - how many credentials are due at once; 1,000 take 6 minutes, because the throttle works in real time
 * @param tell - is told what is being measured
 */
export async function measureOAuth(
  keyring: KeyringSession,
  dueCount: number,
  tell: (line: string) => void,
): Promise<OAuthFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'oauth-bench-'));
  try {
    const measureRoundTrips = (job: string): Promise<RoundTrips> => {
      tell(`${job}, ${refreshesOfEach.toLocaleString('en')} refreshes beside bare openid-client`);
      return withOrg(({ run }) => run<RoundTrips>(job, refreshesOfEach));
    };
    const withOrg = <Result>(action: (site: OrgJobs) => Promise<Result>): Promise<Result> =>
      withOrgJobs(folder, keyring, action);
    const client = await measureRoundTrips('client');
    const coordinator = await measureRoundTrips('coordinator');
    const seconds = Math.ceil(shortestTime(dueCount) / 1_000);
    tell(`${dueCount.toLocaleString('en')} due at once, which takes at least ${seconds} s`);
    const due = await withOrg(async ({ org, run }) => {
      const times = await run<DueTimes>('due', dueCount);
      return { ...times, count: dueCount, ...countRefreshes(org) };
    });
    return { client, coordinator, due };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface OrgJobs {
  readonly org: OktaLikeOrg;
  /** Runs a job of `child.ts` at the org. */
  readonly run: <Result>(job: string, count: number) => Promise<Result>;
}

/** A new org for each job, because one that has seen thousands of sessions is slower. Its refresh tokens rotate. */
async function withOrgJobs<Result>(
  folder: string,
  keyring: KeyringSession,
  action: (jobs: OrgJobs) => Promise<Result>,
): Promise<Result> {
  const org = await startOktaLikeOrg();
  const program = `${root}/bench/oauth/child.ts`;
  const run = async <JobResult>(job: string, count: number): Promise<JobResult> => {
    const args = [program, job, folder, org.issuerOf('default'), String(count)];
    const { stdout } = await execFile(process.execPath, args, {
      env: { ...process.env, ...keyring.env },
      maxBuffer: 16 * 1024 * 1024,
    });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as JobResult;
  };
  try {
    return await action({ org, run });
  } finally {
    await org.close();
  }
}

function countRefreshes({
  control,
}: OktaLikeOrg): Pick<OAuthFigures['due'], 'requests' | 'refreshTokens'> {
  const requests = control.requests({
    endpoint: 'token',
    when: ({ grantType }) => grantType === 'refresh_token',
  });
  const refreshTokens = new Set(requests.map(({ parameters }) => parameters.refresh_token));
  return { requests: requests.length, refreshTokens: refreshTokens.size };
}
