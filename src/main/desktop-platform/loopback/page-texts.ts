import { errorCatalogue, type ErrorCode } from '../../../shared/index.ts';

/** What the browser was sent away for. */
export type RedirectPurpose = 'sign_in' | 'sign_out';

/** Why it did not work, as far as a page in the browser tells it; the app tells the rest. */
type FailureGroup =
  'declined' | 'cancelled' | 'expired' | 'configuration' | 'transient' | 'storage' | 'other';

interface PurposeTexts {
  readonly succeeded: string;
  readonly failed: string;
  /** What the app shows. */
  readonly elsewhere: string;
}

/** Every word of the listener's pages in one language. */
export interface PageTexts {
  readonly direction: 'ltr' | 'rtl';
  readonly sign_in: PurposeTexts;
  readonly sign_out: PurposeTexts;
  /** The heading of a page that tells no result. */
  readonly goToApp: string;
  readonly closeTab: string;
  /** What happened, in one sentence; never the org's words. */
  readonly whatHappened: (code: ErrorCode) => string;
  readonly form: {
    readonly heading: (orgName: string) => string;
    readonly sentence: string;
    readonly button: string;
    /** Instead of a form that was given out already. */
    readonly spent: string;
  };
}

const texts = {
  en: {
    direction: 'ltr',
    sign_in: {
      succeeded: 'You are signed in',
      failed: 'The sign-in did not complete',
      elsewhere: 'The app shows how this sign-in ended.',
    },
    sign_out: {
      succeeded: 'You are signed out',
      failed: 'The sign-out did not complete',
      elsewhere: 'The app shows how this sign-out ended.',
    },
    goToApp: 'Return to Okta Account Manager',
    closeTab: 'You can close this tab and return to Okta Account Manager.',
    whatHappened: (code) => errorCatalogue[code].message,
    form: {
      heading: (orgName) => `Sign out of ${orgName}`,
      sentence: 'This ends the session of this browser. The account stays in the app.',
      button: 'Sign out',
      spent: 'This page was shown already. Open it again from the app.',
    },
  },
  de: {
    direction: 'ltr',
    sign_in: {
      succeeded: 'Sie sind angemeldet',
      failed: 'Die Anmeldung wurde nicht abgeschlossen',
      elsewhere: 'Die App zeigt, wie diese Anmeldung ausgegangen ist.',
    },
    sign_out: {
      succeeded: 'Sie sind abgemeldet',
      failed: 'Die Abmeldung wurde nicht abgeschlossen',
      elsewhere: 'Die App zeigt, wie diese Abmeldung ausgegangen ist.',
    },
    goToApp: 'Zurück zu Okta Account Manager',
    closeTab: 'Sie können diesen Tab schließen und zu Okta Account Manager zurückkehren.',
    whatHappened: byGroup({
      declined: 'Die Anfrage wurde im Browser abgelehnt.',
      cancelled: 'Der Vorgang wurde abgebrochen.',
      expired: 'Die Zeit ist abgelaufen.',
      configuration: 'Die Einstellungen der Organisation passen nicht zu dieser App.',
      transient: 'Die Organisation ist gerade nicht erreichbar oder überlastet.',
      storage: 'Die App konnte auf diesem Gerät nichts speichern.',
      other: 'Das hat nicht geklappt. Die App zeigt, warum.',
    }),
    form: {
      heading: (orgName) => `Von ${orgName} abmelden`,
      sentence: 'Das beendet die Sitzung dieses Browsers. Das Konto bleibt in der App.',
      button: 'Abmelden',
      spent: 'Diese Seite wurde schon gezeigt. Öffnen Sie sie in der App noch einmal.',
    },
  },
  fr: {
    direction: 'ltr',
    sign_in: {
      succeeded: 'Vous êtes connecté(e)',
      failed: 'La connexion n’a pas abouti',
      elsewhere: 'L’application indique comment cette connexion s’est terminée.',
    },
    sign_out: {
      succeeded: 'Vous êtes déconnecté(e)',
      failed: 'La déconnexion n’a pas abouti',
      elsewhere: 'L’application indique comment cette déconnexion s’est terminée.',
    },
    goToApp: 'Retournez à Okta Account Manager',
    closeTab: 'Vous pouvez fermer cet onglet et retourner à Okta Account Manager.',
    whatHappened: byGroup({
      declined: 'La demande a été refusée dans le navigateur.',
      cancelled: 'L’opération a été annulée.',
      expired: 'Le délai est dépassé.',
      configuration: 'Les réglages de l’organisation ne conviennent pas à cette application.',
      transient: 'L’organisation est injoignable ou surchargée pour le moment.',
      storage: 'L’application n’a rien pu enregistrer sur cet appareil.',
      other: 'L’opération a échoué. L’application indique pourquoi.',
    }),
    form: {
      heading: (orgName) => `Se déconnecter de ${orgName}`,
      sentence: 'La session de ce navigateur prendra fin. Le compte reste dans l’application.',
      button: 'Se déconnecter',
      spent: 'Cette page a déjà été affichée. Ouvrez-la de nouveau depuis l’application.',
    },
  },
  es: {
    direction: 'ltr',
    sign_in: {
      succeeded: 'Has iniciado sesión',
      failed: 'No se ha completado el inicio de sesión',
      elsewhere: 'La aplicación muestra cómo ha terminado este inicio de sesión.',
    },
    sign_out: {
      succeeded: 'Has cerrado la sesión',
      failed: 'No se ha completado el cierre de sesión',
      elsewhere: 'La aplicación muestra cómo ha terminado este cierre de sesión.',
    },
    goToApp: 'Vuelve a Okta Account Manager',
    closeTab: 'Puedes cerrar esta pestaña y volver a Okta Account Manager.',
    whatHappened: byGroup({
      declined: 'La solicitud se ha rechazado en el navegador.',
      cancelled: 'La operación se ha cancelado.',
      expired: 'Se ha agotado el tiempo.',
      configuration: 'La configuración de la organización no encaja con esta aplicación.',
      transient: 'La organización no está disponible o está sobrecargada en este momento.',
      storage: 'La aplicación no ha podido guardar nada en este dispositivo.',
      other: 'No ha funcionado. La aplicación muestra por qué.',
    }),
    form: {
      heading: (orgName) => `Cerrar sesión en ${orgName}`,
      sentence: 'Se cerrará la sesión de este navegador. La cuenta se queda en la aplicación.',
      button: 'Cerrar sesión',
      spent: 'Esta página ya se ha mostrado. Ábrela otra vez desde la aplicación.',
    },
  },
  ja: {
    direction: 'ltr',
    sign_in: {
      succeeded: 'サインインしました',
      failed: 'サインインは完了しませんでした',
      elsewhere: 'サインインの結果はアプリに表示されます。',
    },
    sign_out: {
      succeeded: 'サインアウトしました',
      failed: 'サインアウトは完了しませんでした',
      elsewhere: 'サインアウトの結果はアプリに表示されます。',
    },
    goToApp: 'Okta Account Manager に戻ってください',
    closeTab: 'このタブを閉じて Okta Account Manager に戻ることができます。',
    whatHappened: byGroup({
      declined: 'ブラウザーで要求が拒否されました。',
      cancelled: '操作は取り消されました。',
      expired: '時間切れになりました。',
      configuration: '組織の設定がこのアプリに合っていません。',
      transient: '組織に接続できないか、混み合っています。',
      storage: 'このデバイスに保存できませんでした。',
      other: 'うまくいきませんでした。理由はアプリに表示されます。',
    }),
    form: {
      heading: (orgName) => `${orgName} からサインアウト`,
      sentence: 'このブラウザーのセッションを終了します。アカウントはアプリに残ります。',
      button: 'サインアウト',
      spent: 'このページはすでに表示されました。アプリからもう一度開いてください。',
    },
  },
} as const satisfies Readonly<Record<string, PageTexts>>;

/** The languages of the listener's pages, by their primary subtag (BCP 47). */
export type PageLanguage = keyof typeof texts;

/** All of them. */
export const pageTexts: Readonly<Record<PageLanguage, PageTexts>> = texts;

/** Whether there are texts in a language. @param language - a primary subtag in lower case */
export function isPageLanguage(language: string): language is PageLanguage {
  return Object.hasOwn(texts, language);
}

function byGroup(sentences: Readonly<Record<FailureGroup, string>>): PageTexts['whatHappened'] {
  return (code) => sentences[groupOf(code)];
}

/** The codes that the class of an error does not tell enough of. */
const groups: Readonly<Partial<Record<ErrorCode, FailureGroup>>> = {
  sign_in_denied: 'declined',
  cancelled: 'cancelled',
  sign_in_cancelled: 'cancelled',
  sign_out_cancelled: 'cancelled',
  sign_in_expired: 'expired',
  sign_in_timed_out: 'expired',
  sign_out_timed_out: 'expired',
};

function groupOf(code: ErrorCode): FailureGroup {
  const failureClass = errorCatalogue[code].class;
  switch (failureClass) {
    case 'transient':
    case 'configuration':
    case 'storage':
      return failureClass;
    case 'sign_in_needed':
    case 'user':
    case 'internal':
      return groups[code] ?? 'other';
  }
}
