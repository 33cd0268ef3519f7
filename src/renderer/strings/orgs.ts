import type { IssuerCandidate } from '../../shared/views.ts';
import { formatCount, formatList, formatSpan } from '../format.ts';

type Supports = IssuerCandidate['supports'];

const accounts = (count: number) => formatCount(count, 'account', 'accounts');
const profiles = (count: number) => formatCount(count, 'org', 'orgs');

const servers: Record<IssuerCandidate['server'], string> = {
  okta_org: 'Okta’s org authorization server',
  okta_custom: 'A custom authorization server of Okta',
  other: 'Another OpenID provider',
};

const relations: Record<IssuerCandidate['relation'], string> = {
  asked: 'This is what the address you entered belongs to.',
  sibling: 'Another authorization server at the same host.',
  other_host: 'At another host: the address you entered belongs to this issuer.',
};

function supported(supports: Supports): string {
  const names = [
    supports.refreshTokens ? 'refresh tokens' : null,
    supports.deviceAuthorization ? 'sign-in on another device' : null,
    supports.signOut ? 'sign-out' : null,
    supports.revocation ? 'revocation' : null,
    supports.dpop ? 'DPoP' : null,
    supports.nativeSingleSignOn ? 'native single sign-on' : null,
    supports.pushedRequests === 'yes' ? 'pushed requests' : null,
  ].filter((name) => name !== null);
  const offers = names.length === 0 ? null : `Supports ${formatList(names)}.`;
  const requires = supports.pushedRequests === 'required' ? 'Requires pushed requests.' : null;
  const said = [offers, requires].filter((part) => part !== null);
  return said.length === 0 ? 'Does not say what it supports.' : said.join(' ');
}

/** The words of the orgs: finding, adding, changing and exchanging their profiles. */
export const orgWords = {
  steps: (step: number, of: number) => `Step ${String(step)} of ${String(of)}`,
  stepSaid: (step: number, of: number, heading: string) =>
    `Step ${String(step)} of ${String(of)}. ${heading}`,
  back: 'Back',

  find: {
    title: 'Add an org',
    heading: 'Where do you sign in?',
    address: 'Okta domain or address',
    addressHint:
      'Whatever you have: acme.okta.com, the address of the admin console, an issuer, or a well-known URL.',
    clientId: 'Client ID',
    clientIdHint: 'From the General tab of the app integration.',
    submit: 'Find',
    network: 'Network',
    networkHint:
      'Only if this org is reached through a proxy, or with a certificate of your company.',
    missing: {
      address: 'Enter where you sign in, for example acme.okta.com.',
      clientId: 'Enter the client ID.',
    },
    found: (count: number) => `${formatCount(count, 'issuer', 'issuers')} found.`,
  },
  choose: {
    heading: (count: number) =>
      count === 1 ? 'Is this the right issuer?' : 'Which issuer do you sign in to?',
    hint: 'The issuer is the authorization server that your tokens name. Your administrator knows which one your APIs expect.',
    list: 'Issuers',
    server: (server: IssuerCandidate['server']) => servers[server],
    relation: (relation: IssuerCandidate['relation']) => relations[relation],
    supports: supported,
    otherHost: (host: string) => `You are about to sign in at ${host}`,
    otherHostBody: (address: string) =>
      `“${address}” belongs to an issuer with another address. That is how a custom domain can look, and how a wrong address can look, too. Go on only if you know this issuer.`,
    submit: 'Continue',
    submitOtherHost: (host: string) => `Continue with ${host}`,
    missing: 'Choose an issuer.',
  },
  register: {
    heading: 'Name it, and register the app',
    submit: 'Add org',
    added: (name: string) => `The org ${name} was added.`,
  },
  edit: {
    title: (name: string) => `Edit ${name}`,
    saved: (name: string) => `The org ${name} was saved.`,
    gone: 'This org is not there any more',
    goneBody: 'It was removed in the meantime. Its accounts stay on this device.',
    staysTitle: (count: number) =>
      count === 1 ? 'Its account stays as it is' : `Its ${accounts(count)} stay as they are`,
    staysBody: (count: number) =>
      `${count === 1 ? 'It keeps' : 'They keep'} the issuer and the client of the sign-in. Only new sign-ins use what you enter here.`,
  },
  locked: {
    mark: 'Provided by your administrator',
    body: 'It can be used, and only the administrator changes it. For other settings, add another client of this org.',
    duplicate: 'Add another client…',
    yes: 'Yes',
    no: 'No',
  },

  fields: {
    name: 'Name',
    nameHint: 'How you call it, for example “Acme” or “Acme preview”.',
    issuer: 'Issuer',
    issuerHint: 'Exactly as the org writes it, for example https://acme.okta.com/oauth2/default',
    clientId: 'Client ID',
    scopes: 'Scopes',
    scopesHint: 'Separated by spaces.',
    noOpenid: 'Without openid the app gets no ID token, and cannot tell whose account it is.',
    noOfflineAccess:
      'Without offline_access there is no refresh token: you sign in again whenever the access token expires.',
    notOffered: (scopes: readonly string[]) =>
      `This issuer does not list ${formatList(scopes)}. It may refuse the sign-in.`,
    missing: {
      name: 'Enter a name.',
      issuer: 'Enter the issuer.',
      clientId: 'Enter the client ID.',
      scopes: 'Enter at least one scope.',
    },
    tooMany: (most: number) => `Enter at most ${String(most)}.`,
  },
  advanced: {
    title: 'Advanced',
    ports: 'Redirect ports',
    portsKind: { registered: 'Only these ports', any_free: 'Any free port' },
    portsHint:
      'The browser comes back to one of them after a sign-in, and the org knows each of them.',
    portsListHint: 'Separated by spaces, in the order in which they are tried.',
    anyFreeHint:
      'For other providers, which ignore the port of an address on this computer. Okta compares it and would refuse the sign-in.',
    portsList: 'Ports',
    portsBad: (least: number, most: number) =>
      `Enter whole numbers from ${String(least)} to ${String(most)}, separated by spaces.`,
    portsMissing: 'Enter at least one port.',
    dpop: 'Bind tokens to this device (DPoP)',
    dpopShort: 'Bound to this device (DPoP)',
    dpopHint:
      'A token that is stolen is useless without the key of this device. It counts from the next sign-in on, and the app integration has to allow it.',
    pushedRequests: 'Pushed authorization requests',
    pushedRequestsKind: { when_required: 'Where required', always: 'Always' },
    pushedRequestsHint:
      'Sends the request to the org first, so that its details are not in the address of the browser.',
    acrValues: 'Authentication classes (acr_values)',
    acrValuesHint:
      'What the sign-in has to prove, best first, separated by spaces. Empty asks for nothing.',
    maxAge: 'Longest time since the last sign-in, in seconds (max_age)',
    maxAgeShort: 'Longest time since the last sign-in',
    maxAgeHint: 'Empty does not ask. 0 asks for a sign-in each time.',
    maxAgeWords: (seconds: number) =>
      seconds === 0 ? 'Asks for a sign-in each time.' : `That is ${formatSpan(seconds * 1000)}.`,
    maxAgeBad: (most: number) =>
      `Enter a whole number from 0 to ${most.toLocaleString('en')}, or nothing.`,
    uiLocales: 'Languages of the login page (ui_locales)',
    uiLocalesHint: 'Language tags in order of preference, for example de-CH fr en.',
    uiLocalesBad: (tag: string) => `“${tag}” is not a language tag.`,
    exchangeAudience: 'Audience for single sign-on between clients',
    exchangeAudienceHint: 'Empty means api://default.',
    parameters: 'Further parameters of the sign-in request',
    parametersHint: 'Only what the org asks for, for example idp.',
    parameter: (index: number) => `Parameter ${String(index)}`,
    parameterName: 'Name',
    parameterValue: 'Value',
    addParameter: 'Add a parameter',
    removeParameter: (name: string) => (name === '' ? 'Remove this parameter' : `Remove ${name}`),
    parameterRemoved: 'The parameter was removed.',
    parameterMissing: 'Enter its name.',
    parameterTwice: (name: string) => `${name} is already there.`,
    parameterProtected: (name: string) =>
      `${name} belongs to the sign-in itself, and the app sets it.`,
    network: 'Network',
  },
  network: {
    proxy: 'Proxy',
    proxyKind: { system: 'As the system', none: 'None', server: 'A server' },
    proxyHint: {
      system: 'Uses the proxy settings of this computer.',
      none: 'Connects directly.',
      server: 'Sends every request for this org through this server.',
    },
    proxyUrl: 'Proxy server',
    proxyUrlHint:
      'For example http://proxy.acme.example:3128. http, https or socks5, without a password.',
    proxyUrlMissing: 'Enter the proxy server.',
    proxyUrlBad: 'Enter http://, https:// or socks5:// with a host and a port, and nothing more.',
    caFile: 'Further certification authorities',
    caFileHint:
      'A PEM file, where your company inspects connections. What this computer trusts counts always.',
    caFileNone: 'No file',
    caFileChoose: 'Choose a file…',
    caFileRemove: 'Use no file',
    caFileChosen: (path: string) => `Chosen: ${path}`,
  },

  setup: {
    title: 'Register this at your org',
    hint: 'In the Okta Admin Console, or wherever your provider keeps its apps.',
    copyAll: 'Copy all',
    copyAllOf: {
      redirect: 'Copy all: sign-in redirect URIs',
      sign_out: 'Copy all: sign-out redirect URIs',
    },
    copiedOf: {
      redirect: 'Copied: sign-in redirect URIs',
      sign_out: 'Copied: sign-out redirect URIs',
    },
    copied: {
      redirect: 'The sign-in redirect URIs were copied.',
      sign_out: 'The sign-out redirect URIs were copied.',
    },
  },
  help: {
    title: (org: string) => `What to check at ${org}`,
    pointed: 'Check this first',
    rest: 'The rest of the app integration',
    clientId: 'Client ID',
  },

  settings: {
    title: 'Orgs',
    none: 'No org yet.',
    add: 'Add an org',
    accounts: (count: number) => (count === 0 ? 'No account' : accounts(count)),
    accountsTerm: 'Signed in',
    edit: 'Edit',
    editOf: (name: string) => `Edit ${name}`,
    show: 'Show',
    showOf: (name: string) => `Show ${name}`,
    duplicate: 'Another client of this org',
    duplicateOf: (name: string) => `Another client of this org: ${name}`,
    remove: 'Remove org',
    removeOf: (name: string) => `Remove org ${name}`,
    confirmRemove: (name: string) => `Remove the org ${name}?`,
    confirmRemoveBody: (count: number) =>
      count === 0
        ? 'To sign in at this org, you have to add it again.'
        : `${count === 1 ? 'Its account stays' : `Its ${accounts(count)} stay`} on this device. To sign in again at this org, you have to add it again.`,
    /** The profile has a proxy or certification authorities of its own, and accounts that go on. */
    confirmRemoveNetwork: (count: number) =>
      `${count === 1 ? 'Without this profile its account' : 'Without this profile they'} will reach the org by this computer’s own network settings, not by the profile’s proxy or certificates.`,
    removed: (name: string) => `The org ${name} was removed.`,
    export: 'Export…',
    exportOf: 'Export…: orgs',
    exported: (count: number) => `${profiles(count)} exported. Nothing secret is in the file.`,
    import: 'Import…',
    importOf: 'Import…: orgs',
    imported: (added: number, kept: number, refused: number) =>
      [
        added === 0 ? 'Nothing new was imported.' : `${profiles(added)} imported.`,
        kept === 0 ? null : `${profiles(kept)} ${kept === 1 ? 'was' : 'were'} here already.`,
        refused === 0 ? null : `${profiles(refused)} could not be read.`,
      ]
        .filter((part) => part !== null)
        .join(' '),
    importedTitle: 'The file was imported',
    refused: 'Orgs that could not be read',
    presetTitle: 'Part of the administrator’s file cannot be used',
    presetBody: 'Show this to your administrator. The other orgs work.',
    presetReasons: 'What is wrong with the file',
  },
} as const;
