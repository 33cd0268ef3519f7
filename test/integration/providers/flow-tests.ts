import { expect } from 'vitest';
import {
  Failure,
  openSecret,
  Secret,
  systemClock,
  timestamp,
} from '../../../src/main/auth-foundation/index.ts';
import {
  DeviceAuthorizationFlow,
  JwtBearerFlow,
  SessionLogoutFlow,
  TokenExchangeFlow,
} from '../../../src/main/oauth2-flows/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { EagerClock } from '../../support/fakes/eager-clock.ts';
import type { Bench } from './describe-provider.ts';
import { scopes, signedOutPath } from './provider-site.ts';

/** The flows beside the plain sign-in: sign-out, devices, pushed requests, bound tokens, native SSO, assertions. */
export function testFlows({ site, capable, bind, description }: Bench): void {
  capable('signsOut', {
    can: [
      'signs the browser out and brings it back, and leaves the tokens alone',
      async () => {
        const credential = await site().addCredential(bind);
        const flow = new SessionLogoutFlow(site().client());
        const { context, form } = await flow.start({
          idToken: new Secret(credential.token.idToken ?? ''),
          postLogoutRedirectUri: `http://127.0.0.1:${site().provider.ports[0] ?? 0}${signedOutPath}`,
        });
        const returned = await site().provider.sendForm(form.action, openFields(form.fields));
        if (returned === null) throw new Error('The provider did not send the browser back.');
        await flow.resume(context, returned);
        await site().coordinator.refresh(credential.id);
      },
    ],
    cannot: async () => {
      const { idToken = '' } = await site().signIn({ bind });
      const { form } = await new SessionLogoutFlow(site().client()).start({
        idToken: new Secret(idToken),
        postLogoutRedirectUri: `http://127.0.0.1:8430${signedOutPath}`,
      });
      expect(await site().provider.sendForm(form.action, openFields(form.fields))).toBeNull();
    },
  });

  capable('signsDevicesIn', {
    can: [
      'signs a device in, whose code is typed in another browser',
      async () => {
        // The code is typed before the first poll, so no pause has to be real.
        const flow = new DeviceAuthorizationFlow(site().client(), new EagerClock(Date.now()));
        const started = await flow.start({ scopes, bind });
        expect(started.verificationUriComplete?.searchParams.get('user_code')).toBe(
          started.userCode,
        );
        await site().provider.activate(started.verificationUri, started.userCode);
        const token = await flow.resume(started.context);
        const credential = await site().coordinator.store(token);
        await site().coordinator.refresh(credential.id);
        expect(credential.token.claims?.sub).toBe(token.claims?.sub);
      },
    ],
    cannot: async () => {
      const flow = new DeviceAuthorizationFlow(site().client(), systemClock);
      expect(await failureOf(flow.start({ scopes, bind }))).toMatchObject({
        code: 'device_flow_unsupported',
      });
    },
  });

  capable('takesPushedRequests', {
    can: [
      'takes a request that is sent ahead',
      async () => {
        const urls: URL[] = [];
        const onUrl = (url: URL): unknown => urls.push(url);
        await site().signIn({ bind, pushed: 'always', onUrl });
        await site().signIn({ bind, pushed: 'when_required', onUrl });
        const isPushed = urls.map((url) => url.searchParams.has('request_uri'));
        expect(isPushed).toEqual([true, description.pushing === 'required']);
        expect(urls[0]?.searchParams.has('code_challenge')).toBe(false);
      },
    ],
    cannot: async () => {
      expect(await failureOf(site().signIn({ bind, pushed: 'always' }))).toMatchObject({
        code: 'pushed_requests_unsupported',
      });
    },
  });

  capable('bindsTokens', {
    can: [
      'binds tokens to a key, and takes them with a proof alone',
      async () => {
        const credential = await site().addCredential('to_new_key');
        expect(credential.metadata.facts.isBound).toBe(true);
        const { token } = credential;
        await site().coordinator.refresh(credential.id);
        await site().coordinator.userInfo(credential.id);
        const { userinfo_endpoint: userinfo = '' } = await site().client().discover();
        const stolen = await fetch(userinfo, {
          headers: { authorization: `Bearer ${token.accessToken}` },
        });
        expect(stolen.ok).toBe(false);
      },
    ],
    cannot: async () => {
      const failure = await failureOf(site().signIn({ bind: 'to_new_key' }));
      expect(failure.code).toBe('dpop_unsupported');
    },
  });

  capable('sharesSessions', {
    can: [
      'gives a second app its own session without a browser, until the first ends it',
      async () => {
        const withSecret = [...scopes, 'device_sso'];
        const first = await site().coordinator.store(
          await site().signIn({ bind, scopes: withSecret }),
        );
        const { clientId, audience } = site().provider.second;
        const flow = new TokenExchangeFlow(site().client(clientId), systemClock);
        const exchange = async () => {
          const { context } = await flow.start({
            idToken: new Secret(first.token.idToken ?? ''),
            deviceSecret: new Secret(first.token.deviceSecret ?? ''),
            audience,
            scopes,
            bind,
          });
          return flow.resume(context);
        };
        await site().coordinator.refresh(first.id);
        const second = await site().coordinator.store(await exchange());
        expect(second.token.claims?.sub).toBe(first.token.claims?.sub);
        await site().coordinator.refresh(second.id);
        await site()
          .client()
          .revoke(first.token.deviceSecret ?? '', 'device_secret');
        expect(await failureOf(exchange())).toBeInstanceOf(Failure);
        expect(await failureOf(site().coordinator.refresh(second.id))).toMatchObject({
          failureClass: 'sign_in_needed',
        });
      },
    ],
    cannot: async () => {
      const signIn = site().signIn({ bind, scopes: [...scopes, 'device_sso'] });
      if (description.sharingScope === 'refused') {
        expect((await failureOf(signIn)).code).toBe('scope_denied');
      } else {
        expect((await signIn).deviceSecret).toBeUndefined();
      }
    },
  });

  const assert = async (asked: readonly string[]) => {
    const flow = new JwtBearerFlow(site().client(), systemClock);
    const assertion = new Secret(await site().provider.assertion());
    const { context } = await flow.start({ assertion, scopes: asked, bind });
    return flow.resume(context);
  };
  capable('takesAssertions', {
    can: [
      'gives tokens for a signed assertion',
      async () => {
        const token = await assert(scopes);
        expect(token.isExpired(timestamp(Date.now()))).toBe(false);
      },
    ],
    cannot: async () => {
      expect((await failureOf(assert(scopes))).code).toBe('malformed_response');
      const token = await assert(scopes.filter((scope) => scope !== 'openid'));
      expect(token.idToken).toBeUndefined();
    },
  });
}

function openFields(fields: Readonly<Record<string, Secret>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, openSecret(value)]),
  );
}
