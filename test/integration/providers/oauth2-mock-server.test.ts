import { SignJWT } from 'jose';
import { startMockProvider } from '../../support/mock-provider/index.ts';
import { describeProvider } from './describe-provider.ts';
import type { Provider } from './provider-site.ts';

describeProvider('oauth2-mock-server', startProvider, {
  refreshTokens: 'rotating',
  leewaySeconds: Infinity,
  binding: 'optional',
  pushing: 'optional',
  sharingScope: 'ignored',
  capabilities: {
    refusesUsedCodes: 'it knows a used code no more, but says so without an error of OAuth',
    grantsScopesAsked: 'it forgets the scope of the authorization request and says "dummy"',
    introspectsTruthfully: 'it calls whatever it is asked about active',
    revokes: 'it agrees to every revocation, and remembers none',
    refusesDeadRefreshTokens: 'it takes anything for a refresh token',
    signsOut: 'its sign-out page takes no form',
    signsDevicesIn: 'it has no device authorization endpoint',
    takesPushedRequests: 'it has no endpoint for them',
    bindsTokens: 'it says nothing of DPoP, and answers with bearer tokens',
    sharesSessions: 'it has no token exchange',
    takesAssertions: 'it gives no ID token for one, whatever was asked for',
  },
});

async function startProvider(): Promise<Provider> {
  const { issuer, clientId, subject, signIn, close } = await startMockProvider();
  return {
    issuer,
    clientId,
    ports: [0],
    subject,
    signIn,
    activate: () => Promise.reject(new Error('There is no page for device codes.')),
    sendForm: async (action, fields) => {
      const body = new URLSearchParams(fields);
      const answer = await fetch(action, { method: 'POST', body, redirect: 'manual' });
      const location = answer.headers.get('location');
      return location === null ? null : new URL(location);
    },
    second: { clientId: 'second-client', audience: 'api://default' },
    assertion: () =>
      new SignJWT({ sub: subject, aud: issuer })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new TextEncoder().encode('It is checked by nobody.')),
    advance: () => undefined,
    close,
  };
}
