import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../../src/main/auth-foundation/index.ts';
import {
  pageTexts,
  type PageLanguage,
} from '../../../../src/main/desktop-platform/loopback/page-texts.ts';
import {
  formPage,
  neutralPage,
  resultPage,
  spentFormPage,
  type PageContext,
} from '../../../../src/main/desktop-platform/loopback/pages.ts';
import { errorCatalogue, type ErrorCode } from '../../../../src/shared/index.ts';

const languages: readonly PageLanguage[] = ['en', 'de', 'fr', 'es', 'ja'];
const signIn: PageContext = { purpose: 'sign_in', language: 'en' };
const form = {
  action: new URL('https://example.okta.com/oauth2/v1/logout'),
  fields: { id_token_hint: new Secret('t0ken') },
  orgName: 'Example',
};

const pages = languages.flatMap((language) => {
  const context: PageContext = { purpose: 'sign_out', language };
  return [
    resultPage({ kind: 'succeeded' }, context),
    resultPage({ kind: 'failed', code: 'sign_out_timed_out' }, context),
    neutralPage(context),
    spentFormPage(context),
    formPage(form, language),
  ].map((page) => ({ ...page, language }));
});

describe('every page, in every language', () => {
  test.each(pages)('is complete, self-contained and accessible: $language', (page) => {
    const { html, language } = page;
    expect(html).toContain(`<!doctype html>\n<html lang="${language}" dir="ltr">`);
    expect(html).toContain('<meta charset="utf-8">');
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(html).toMatch(/<title>[^<]+<\/title>/);
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).not.toMatch(/<script|<img|<link|src=|href=|url\(/);
  });

  test.each(pages)('has a policy that allows exactly its style: $language', ({ html, policy }) => {
    const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy).toContain(`default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; `);
    expect(policy).toContain("frame-ancestors 'none'");
  });
});

describe('the result page', () => {
  test('tells a sign-in from a sign-out', () => {
    const succeeded = { kind: 'succeeded' } as const;
    expect(resultPage(succeeded, signIn).html).toContain('<h1>You are signed in</h1>');
    expect(resultPage(succeeded, { ...signIn, purpose: 'sign_out' }).html).toContain(
      '<h1>You are signed out</h1>',
    );
  });

  test('says in English what the catalogue says of the error', () => {
    const { html } = resultPage({ kind: 'failed', code: 'sign_in_denied' }, signIn);
    expect(html).toContain('<h1>The sign-in did not complete</h1>');
    expect(html).toContain(`<p>${errorCatalogue.sign_in_denied.message}</p>`);
  });

  const groups: [ErrorCode, string][] = [
    ['sign_in_denied', 'im Browser abgelehnt'],
    ['sign_in_cancelled', 'abgebrochen'],
    ['sign_out_cancelled', 'abgebrochen'],
    ['sign_in_timed_out', 'Die Zeit ist abgelaufen'],
    ['sign_out_timed_out', 'Die Zeit ist abgelaufen'],
    ['sign_in_expired', 'Die Zeit ist abgelaufen'],
    ['redirect_mismatch', 'Einstellungen der Organisation'],
    ['access_denied', 'Einstellungen der Organisation'],
    ['network_unreachable', 'nicht erreichbar'],
    ['disk_full', 'nichts speichern'],
    ['keychain_locked', 'nichts speichern'],
    ['internal', 'nicht geklappt'],
    ['refresh_token_rejected', 'nicht geklappt'],
  ];
  test.each(groups)('says in another language of which kind %s is', (code, sentence) => {
    const { html } = resultPage({ kind: 'failed', code }, { ...signIn, language: 'de' });
    expect(html).toContain(sentence);
    expect(html).not.toContain(errorCatalogue[code].message);
  });

  test('allows no form', () => {
    expect(neutralPage(signIn).policy).toContain("form-action 'none'");
  });
});

describe('the form page', () => {
  test('has a heading, one sentence, one button and the fields', () => {
    const { html } = formPage(form, 'en');
    expect(html).toContain('<h1>Sign out of Example</h1>');
    expect(html.match(/<p>/g)).toHaveLength(1);
    expect(html.match(/<button>Sign out<\/button>/g)).toHaveLength(1);
    expect(html).toContain(
      '<form method="post" action="https://example.okta.com/oauth2/v1/logout" autocomplete="off">',
    );
    expect(html).toContain(
      '<input type="hidden" name="id_token_hint" value="t0ken" autocomplete="off">',
    );
  });

  test('may lead where the org sends the browser on, and back to the listener', () => {
    expect(formPage(form, 'en').policy).toContain("form-action 'self' https:; ");
    const onLoopback = { ...form, action: new URL('http://127.0.0.1:9/logout') };
    expect(formPage(onLoopback, 'en').policy).toContain("form-action 'self' http:; ");
  });

  test('whatever it is given stays text', () => {
    const nasty = `"'><script>&`;
    const { html } = formPage(
      {
        action: new URL(`https://example.okta.com/?a=${nasty}&b`),
        fields: { [nasty]: new Secret(nasty) },
        orgName: nasty,
      },
      'en',
    );
    expect(html).not.toContain('<script>');
    const escaped = '&quot;&#39;&gt;&lt;script&gt;&amp;';
    expect(html).toContain(`<h1>Sign out of ${escaped}</h1>`);
    expect(html).toContain(`name="${escaped}" value="${escaped}"`);
  });
});

test('no language borrows a heading of another one', () => {
  const headings = Object.values(pageTexts).flatMap(({ sign_in, sign_out, goToApp, closeTab }) => [
    sign_in.succeeded,
    sign_in.failed,
    sign_out.succeeded,
    sign_out.failed,
    goToApp,
    closeTab,
  ]);
  expect(new Set(headings).size).toBe(headings.length);
});
