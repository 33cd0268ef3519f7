import type { ErrorCode } from '../../../shared/index.ts';
import { openSecret } from '../../auth-foundation/index.ts';
import type { PostForm } from './offered-form.ts';
import { layOut, type Page } from './page-layout.ts';
import { pageTexts, type PageLanguage, type RedirectPurpose } from './page-texts.ts';

/** How a sign-in or sign-out ended. It names no person: any program on this computer may see the page. */
export type FlowResult =
  { readonly kind: 'succeeded' } | { readonly kind: 'failed'; readonly code: ErrorCode };

/** What a page is about, and in which language. */
export interface PageContext {
  readonly purpose: RedirectPurpose;
  readonly language: PageLanguage;
}

/** The page that tells the person how it really ended: it is made after the exchange, not before. */
export function resultPage(result: FlowResult, { purpose, language }: PageContext): Page {
  const texts = pageTexts[language];
  const { direction, closeTab } = texts;
  switch (result.kind) {
    case 'succeeded': {
      const heading = texts[purpose].succeeded;
      return layOut({ language, direction, heading, mood: 'good', paragraphs: [closeTab] });
    }
    case 'failed': {
      const heading = texts[purpose].failed;
      const paragraphs = [texts.whatHappened(result.code), closeTab];
      return layOut({ language, direction, heading, mood: 'bad', paragraphs });
    }
  }
}

/** The page for a request to which the result is not, or no longer, to be given. */
export function neutralPage(context: PageContext): Page {
  const { purpose, language } = context;
  return pointToApp(context, pageTexts[language][purpose].elsewhere);
}

/** The page in place of a form that was given out already. */
export function spentFormPage(context: PageContext): Page {
  return pointToApp(context, pageTexts[context.language].form.spent);
}

/** The page with a form; the only place where its secrets are opened. */
export function formPage({ action, fields, orgName }: PostForm, language: PageLanguage): Page {
  const { direction, form } = pageTexts[language];
  const opened = Object.entries(fields).map(([name, value]) => [name, openSecret(value)] as const);
  return layOut({
    language,
    direction,
    heading: form.heading(orgName),
    mood: 'neutral',
    paragraphs: [form.sentence],
    form: { action, fields: new Map(opened), button: form.button },
  });
}

function pointToApp({ language }: PageContext, sentence: string): Page {
  const { direction, goToApp, closeTab } = pageTexts[language];
  return layOut({
    language,
    direction,
    heading: goToApp,
    mood: 'neutral',
    paragraphs: [sentence, closeTab],
  });
}
