import { seconds, waitUnlessAborted, type Clock } from '../auth-foundation/index.ts';
import { DeviceAuthorizationFlow, type FlowProgress } from '../oauth2-flows/index.ts';
import type { SignInPhase } from './sign-in-attempt.ts';
import type { SignInSteps, SignInWay } from './sign-in-steps.ts';

type WaitingForDevice = Extract<SignInPhase, { readonly phase: 'waiting_for_device' }>;

/** Signs in with a code that the person types on another device (RFC 8628). No browser of this computer is opened. */
export function deviceSignIn(clock: Clock): SignInWay {
  return async (steps) => {
    const { client, signal, keep } = steps;
    const { scopes, acrValues, maxAge, parameters, dpop } = steps.intent.org;
    const flow = new DeviceAuthorizationFlow(client, clock);
    let waiting: WaitingForDevice | null = null;
    const starting = flow.start(
      {
        scopes,
        acrValues,
        ...(maxAge === null ? {} : { maxAge: seconds(maxAge) }),
        additionalParameters: Object.fromEntries(
          parameters.map(({ name, value }) => [name, value]),
        ),
        bind: dpop ? 'to_new_key' : 'none',
      },
      {
        onProgress: (progress) => {
          waiting = follow(progress, waiting, steps);
        },
      },
    );
    const { context, ...code } = await waitUnlessAborted(starting, signal);
    const cancel = (): void => {
      flow.cancel(context);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      signal.throwIfAborted();
      waiting = { phase: 'waiting_for_device', ...code, problem: null };
      steps.enter(waiting);
      await keep(await flow.resume(context));
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}

/** Shows why the org could not be asked, and that it could be again. */
function follow(
  progress: FlowProgress,
  waiting: WaitingForDevice | null,
  { enter }: SignInSteps,
): WaitingForDevice | null {
  if (waiting === null) return null;
  if (progress.kind === 'exchanging') {
    enter({ phase: 'exchanging' });
    return null;
  }
  const problem = progress.kind === 'poll_failed' ? progress.failure : null;
  if (problem === waiting.problem) return waiting;
  const next = { ...waiting, problem };
  enter(next);
  return next;
}
