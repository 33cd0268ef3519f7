import { timingSafeEqual } from 'node:crypto';
import type { Interaction, KoaContext, Middleware } from 'oidc-provider';

import { signedIn } from './authorization-server.ts';
import { renderErrorPage } from './error-page.ts';
import { escapeHtml, renderPage } from './html.ts';
import { oktaErrors } from './okta-errors.ts';
import type { ResolvedPerson } from './options.ts';
import { findClient, isAssigned, type AuthorizationServer, type OrgState } from './org-state.ts';
import { factsOf } from './request-facts.ts';

/** The org's own sign-in page: shows the form, checks the password, or gives up with `access_denied`. */
export function signInPage(server: AuthorizationServer): Middleware {
  return async (ctx, next) => {
    const facts = factsOf(ctx);
    if (facts.endpoint !== 'signin') return next();
    ctx.set('cache-control', 'no-store');
    ctx.set(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    );
    const interaction = await findInteraction(server, ctx);
    if (!interaction) {
      renderErrorPage(ctx, server.org.name, 'Request expired, please start over and try again.');
    } else if (facts.method === 'GET') {
      renderForm(server, ctx, interaction, interaction.params.login_hint ?? '', '');
    } else if (facts.parameters.cancel !== undefined) {
      const { error, description } = oktaErrors.accessDenied;
      await resume(server, ctx, { error, error_description: description });
    } else {
      await checkPassword(server, ctx, interaction, facts.parameters);
    }
  };
}

async function findInteraction(
  server: AuthorizationServer,
  ctx: KoaContext,
): Promise<Interaction | undefined> {
  try {
    // Its cookie is bound to the path, so it is the interaction of this page.
    return await server.provider.interactionDetails(ctx.req, ctx.res);
  } catch (error) {
    if (error instanceof Error && error.name === 'SessionNotFound') return undefined;
    throw error;
  }
}

async function checkPassword(
  server: AuthorizationServer,
  ctx: KoaContext,
  interaction: Interaction,
  form: Readonly<Record<string, string>>,
): Promise<void> {
  const { org } = server;
  const person = findByPassword(org, form);
  if (!person) {
    renderForm(server, ctx, interaction, form.username ?? '', 'Unable to sign in');
    return;
  }
  if (interaction.session) {
    // Whoever was signed in before may be somebody else; the provider must not compare the two.
    interaction.session = undefined;
    await interaction.persist();
  }
  const session = org.sessions.start(ctx, person.uid);
  const client = findClient(org, interaction.params.client_id);
  if (client && !isAssigned(client, person)) {
    const { error, description } = oktaErrors.userNotAssigned;
    await resume(server, ctx, { error, error_description: description });
    return;
  }
  await resume(server, ctx, signedIn(person.uid, session.signedInAt));
}

/** The person who types this username and password; the username in any case. */
export function findByPassword(
  org: OrgState,
  { username = '', password = '' }: Readonly<Record<string, string>>,
): ResolvedPerson | undefined {
  const person = org.people.find(
    (candidate) => candidate.username.toLowerCase() === username.trim().toLowerCase(),
  );
  return person && isPassword(person, password) ? person : undefined;
}

function isPassword(person: ResolvedPerson, password: string): boolean {
  const expected = Buffer.from(person.password);
  const given = Buffer.from(password);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

async function resume(
  server: AuthorizationServer,
  ctx: KoaContext,
  result: Parameters<typeof server.provider.interactionResult>[2],
): Promise<void> {
  const returnTo = await server.provider.interactionResult(ctx.req, ctx.res, result);
  ctx.status = 303;
  ctx.redirect(returnTo);
}

function renderForm(
  server: AuthorizationServer,
  ctx: KoaContext,
  interaction: Interaction,
  username: string,
  problem: string,
): void {
  const client = findClient(server.org, interaction.params.client_id);
  renderSignInForm(ctx, server.org.name, { clientName: client?.name ?? '', username, problem });
}

/** What stands on the sign-in form. */
export interface SignInForm {
  readonly clientName: string;
  readonly username: string;
  /** Why the last attempt failed; empty for none. */
  readonly problem: string;
  /** Fields that come back with the form unseen. */
  readonly hidden?: Readonly<Record<string, string>>;
}

/** Shows the org's sign-in form, which comes back to the address it stands at. */
export function renderSignInForm(ctx: KoaContext, orgName: string, form: SignInForm): void {
  const { clientName, username, problem, hidden = {} } = form;
  const focus = (isFocused: boolean): string => (isFocused ? ' autofocus' : '');
  ctx.status = problem === '' ? 200 : 401;
  ctx.type = 'html';
  ctx.body = renderPage(
    'Sign in',
    orgName,
    `<h1>Sign in</h1>
<p>to continue to ${escapeHtml(clientName)}</p>
${problem === '' ? '' : `<p class="alert" role="alert">${escapeHtml(problem)}</p>`}
<form method="post" action="${escapeHtml(ctx.path)}">
${renderHiddenFields(hidden)}
<label for="username">Username</label>
<input id="username" name="username" type="text" autocomplete="username" autocapitalize="none" spellcheck="false"
 required value="${escapeHtml(username)}"${focus(username === '')}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${focus(username !== '')}>
<button type="submit">Sign in</button>
<button type="submit" class="quiet" name="cancel" value="yes" formnovalidate>Cancel</button>
</form>`,
  );
}

function renderHiddenFields(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join('\n');
}
