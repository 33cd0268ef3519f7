import { useState } from 'react';
import type { SignInMethod } from '../../shared/contract.ts';
import type { SignInView } from '../../shared/views.ts';

/** How each sign-in of this window was started, so that it can be started again the same way. */
export interface StartedMethods {
  readonly remember: (attemptId: string, method: SignInMethod) => void;
  /** The method of an attempt; null when only the person knows which session it was to use. */
  readonly methodOf: (attempt: Pick<SignInView, 'id' | 'method'>) => SignInMethod | null;
}

/** The methods of the sign-ins that this window has started. */
export function useStartedMethods(): StartedMethods {
  const [methods] = useState(createStartedMethods);
  return methods;
}

function createStartedMethods(): StartedMethods {
  const methods = new Map<string, SignInMethod>();
  return {
    remember: (attemptId, method) => {
      methods.set(attemptId, method);
    },
    methodOf: ({ id, method }) => methods.get(id) ?? usualMethod(method),
  };
}

/** What a method is without its options, as after the window was loaded again. */
function usualMethod(kind: SignInView['method']): SignInMethod | null {
  switch (kind) {
    case 'browser':
      return { kind: 'browser', loginHint: null, prompt: 'automatic' };
    case 'device':
      return { kind: 'device' };
    case 'single_sign_on':
      return null;
  }
}
