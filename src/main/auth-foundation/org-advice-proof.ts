import { advice, type OrgAdvice } from './org-advice-entry.ts';

/** Tokens that are bound to a key of this device (DPoP, RFC 9449). */
export const proofAdvice: readonly OrgAdvice[] = [
  advice(
    ['dpop_key_rejected'],
    ['Invalid DPoP Public Key binding in refresh token'],
    'The refresh token is bound to another key than the one kept with this account.',
    'Sign in again: a new key is made.',
  ),
  advice(
    ['dpop_proof_rejected'],
    ['Invalid DPoP Public Key binding in refresh token'],
    'The token that was sent is bound to another key.',
    'Start again: the sign-in then has one key from beginning to end.',
  ),
  advice(
    ['dpop_proof_rejected'],
    [
      'The DPoP proof JWT header is missing.',
      'The resource request requires a DPoP proof.',
      'The resource request must use the DPoP authentication scheme when using a DPoP bound token.',
    ],
    'The app integration wants tokens that are bound to a key of this device, and the request had none.',
    'Switch DPoP on in the org profile and sign in again, or off under Applications → your app → General → Proof of possession.',
  ),
  advice(
    ['dpop_proof_rejected'],
    [
      "'iat' claim in the DPoP proof JWT is invalid.",
      'The DPoP proof JWT is issued in the future.',
      'The DPoP proof JWT is issued more than five minutes in the past.',
      'The DPoP proof JWT is expired.',
    ],
    'By the org’s clock, the proof for the key of this device is too old or from the future.',
    'Set the clock of this computer to the right time, then try again.',
  ),
  advice(
    ['dpop_proof_rejected'],
    ['The DPoP proof JWT has already been used.', "'jti' claim in the DPoP proof JWT is invalid."],
    'The org has seen the same proof before.',
    'Try again; if it keeps happening, look for a proxy that sends requests twice.',
  ),
  advice(
    ['dpop_proof_rejected'],
    [
      "'htm' claim in the DPoP proof JWT is invalid.",
      "'htu' claim in the DPoP proof JWT is invalid.",
    ],
    'The proof for the key of this device names another address than the one at which it arrived.',
    'Check the issuer of the org profile, and look for a proxy that changes addresses.',
  ),
  advice(
    ['dpop_proof_rejected'],
    [
      "'ath' claim in the DPoP proof does not match the presented access_token.",
      'The access_token is not bound to the provided DPoP proof.',
      'The presented access_token is not DPoP bound.',
    ],
    'The access token is not bound to the key of this device.',
    'Sign in again with DPoP switched on in the org profile.',
  ),
  advice(
    ['dpop_proof_rejected'],
    [
      'The DPoP proof JWT is invalid.',
      'Multiple DPoP proof JWT headers are not allowed.',
      "'typ' must be 'dpop+jwt' in the DPoP proof JWT.",
      'The DPoP proof JWT cannot be parsed.',
      'The DPoP proof JWT signature is invalid.',
    ],
    'The proof for the key of this device did not arrive as it was sent.',
    'Try again; if it keeps happening, look for a proxy that changes headers, or sign in again for a new key.',
  ),
  advice(
    ['dpop_proof_rejected'],
    ['The DPoP proof JWT signature algorithm is invalid.'],
    'The org does not take the algorithm of the key of this device.',
    'Ask the administrator whether ES256 is allowed, or switch DPoP off in the org profile.',
  ),
  advice(
    ['dpop_proof_rejected'],
    ['Authorization server requires nonce in DPoP proof.'],
    'The org kept asking for another nonce in the proof.',
    'Try again in a moment; if it keeps happening, switch DPoP off in the org profile.',
  ),
];
