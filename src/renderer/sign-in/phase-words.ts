import type { SignInView } from '../../shared/views.ts';
import { shortIssuer } from '../accounts/account-names.ts';
import { strings } from '../strings.ts';
import { spelledCode } from './user-code.ts';

const words = strings.signIn;

/** Where an attempt stands, in one line: with the code, when that is what the person needs. */
export function phaseWords(attempt: SignInView): string {
  return attempt.phase === 'waiting_for_device'
    ? words.device.banner(attempt.userCode, shortIssuer(attempt.verificationUri))
    : words.phase[attempt.phase];
}

/** Where an attempt stands, for those who hear it: a code is spelled out. */
export function phaseSaid(attempt: SignInView): string {
  return attempt.phase === 'waiting_for_device'
    ? words.device.said(spelledCode(attempt.userCode), shortIssuer(attempt.verificationUri))
    : words.phase[attempt.phase];
}
