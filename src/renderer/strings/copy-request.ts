import { formatSeconds } from '../format.ts';

/** The words of copying a request with its token. */
export const copyRequestWords = {
  actionBound: 'Copy a request…',
  action: 'Copy as curl request…',
  title: (name: string) => `Copy a request of ${name}`,
  what: 'Copies a command for curl with the access token in it. Paste it into a terminal to run it.',
  bound: 'The token is bound to a key of this device',
  boundBody:
    'By itself it is useless elsewhere. The command carries a proof, which is good for this one request and for about five minutes.',
  unbound:
    'Whoever sees the command can use its token until that expires: the token is not bound to this device.',
  method: 'Method',
  url: 'Address',
  urlHint: 'Starts with https://. Plain http:// only for this computer.',
  missing: 'Enter the whole address, for example https://api.example.com/orders.',
  nonceFold: 'The API asked for a nonce',
  nonce: 'Nonce',
  nonceHint:
    'If the API answers 401 with a DPoP-Nonce header, enter its value and copy the request again.',
  submit: 'Copy request',
  copied: (seconds: number) => `Copied. The clipboard is cleared in ${formatSeconds(seconds)}.`,
  cleared: 'Copied, and cleared from the clipboard since.',
  said: (name: string, seconds: number) =>
    `Request of ${name} copied. It clears in ${String(seconds)} seconds.`,
} as const;
