import type { KoaContext, Middleware } from 'oidc-provider';

import type { DeviceAuthorization } from './device-authorizations.ts';
import { escapeHtml, renderPage } from './html.ts';
import { oktaErrors } from './okta-errors.ts';
import { findClient, findPerson, isAssigned, type OrgState } from './org-state.ts';
import { factsOf } from './request-facts.ts';
import { findByPassword, renderSignInForm } from './sign-in-page.ts';

/**
 * The page of the whole org where somebody types the code of a device: then signs in, unless the browser is signed in
 * already, and is told "Device activated". "Cancel" refuses the device.
 *
 * @see RFC 8628, section 3.3
 */
export function activationPage(org: OrgState): Middleware {
  return async (ctx, next) => {
    const { endpoint, method, parameters } = factsOf(ctx);
    if (endpoint !== 'activate') return next();
    ctx.set('cache-control', 'no-store');
    ctx.set(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    );
    const { user_code: typed = '' } = parameters;
    if (method === 'GET') {
      renderCodeForm(ctx, org.name, typed, '');
      return;
    }
    const authorization = org.devices.findWaiting(typed);
    if (authorization) continueWith(org, ctx, authorization, parameters);
    else renderCodeForm(ctx, org.name, typed, 'Invalid code. Try again.');
  };
}

function continueWith(
  org: OrgState,
  ctx: KoaContext,
  authorization: DeviceAuthorization,
  form: Readonly<Record<string, string>>,
): void {
  const { deviceCode, userCode, clientId } = authorization;
  if (form.cancel !== undefined) {
    org.devices.answer(deviceCode, { kind: 'denied' });
    renderOutcome(ctx, org.name, 'Device not activated', 'You have refused access to the device.');
    return;
  }
  const isTyped = form.username !== undefined;
  const typedPerson = isTyped ? findByPassword(org, form) : undefined;
  const session = typedPerson
    ? org.sessions.start(ctx, typedPerson.uid)
    : isTyped
      ? undefined
      : org.sessions.find(ctx);
  if (!session) {
    renderSignInForm(ctx, org.name, {
      clientName: findClient(org, clientId)?.name ?? '',
      username: form.username ?? '',
      problem: isTyped ? 'Unable to sign in' : '',
      hidden: { user_code: userCode },
    });
    return;
  }
  const client = findClient(org, clientId);
  const person = findPerson(org, session.uid);
  if (client && person && !isAssigned(client, person)) {
    org.devices.answer(deviceCode, { kind: 'denied' });
    renderOutcome(ctx, org.name, 'Device not activated', oktaErrors.userNotAssigned.description);
    return;
  }
  org.devices.answer(deviceCode, { kind: 'activated', ...session });
  renderOutcome(
    ctx,
    org.name,
    'Device activated',
    'Follow the instructions on your device for next steps.',
  );
}

function renderCodeForm(ctx: KoaContext, orgName: string, code: string, problem: string): void {
  ctx.status = problem === '' ? 200 : 400;
  ctx.type = 'html';
  ctx.body = renderPage(
    'Activate your device',
    orgName,
    `<h1>Activate your device</h1>
<p>Follow the instructions on your device to get an activation code.</p>
${problem === '' ? '' : `<p class="alert" role="alert">${escapeHtml(problem)}</p>`}
<form method="post" action="${escapeHtml(ctx.path)}">
<label for="user_code">Activation code</label>
<input id="user_code" name="user_code" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false"
 required autofocus value="${escapeHtml(code)}">
<button type="submit">Next</button>
</form>`,
  );
}

function renderOutcome(ctx: KoaContext, orgName: string, title: string, text: string): void {
  ctx.status = 200;
  ctx.type = 'html';
  ctx.body = renderPage(title, orgName, `<h1>${title}</h1>\n<p>${escapeHtml(text)}</p>`);
}
