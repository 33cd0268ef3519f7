import type { OrgInput, OrgNetwork } from '../../shared/org-profile.ts';
import { defaultRedirectPorts, type RedirectPorts } from '../../shared/redirect-uris.ts';
import { strings } from '../strings.ts';
import { orgLimits, protectedParameters } from './org-limits.ts';

const { fields, advanced, network } = strings.orgs;

/** One further parameter as typed; its key keeps the row when others go. */
export interface ParameterDraft {
  readonly key: number;
  readonly name: string;
  readonly value: string;
}

/** The fields of an org form that are typed as text. */
export interface OrgTexts {
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Lists, here and below, are separated by spaces or commas. */
  readonly scopes: string;
  readonly ports: string;
  readonly acrValues: string;
  /** Seconds; empty does not ask. */
  readonly maxAge: string;
  readonly uiLocales: string;
  readonly exchangeAudience: string;
  readonly proxyUrl: string;
}

/** An org form as typed. */
export interface OrgDraft extends OrgTexts {
  readonly portsKind: RedirectPorts['kind'];
  readonly parameters: readonly ParameterDraft[];
  readonly dpop: boolean;
  readonly pushedRequests: OrgInput['pushedRequests'];
  readonly proxyKind: OrgNetwork['proxy']['kind'];
  readonly caFile: string | null;
}

/** A field by the name that its input has: a parameter's carries the key of its row. */
export type OrgField = keyof OrgTexts | `parameter-${number}`;

/** What is wrong, by field. */
export type OrgProblems = Readonly<Partial<Record<OrgField, string>>>;

/** The scopes that a new profile asks for, in the order they are shown. */
export const defaultScopes: readonly string[] = ['openid', 'profile', 'email', 'offline_access'];

/** The audience of Okta's custom authorization server `default`, for a profile that names none. */
const defaultAudience = 'api://default';

/** A form that starts with what is known. */
export function draftOrg(known: Partial<OrgInput>): OrgDraft {
  const ports = known.redirectPorts ?? { kind: 'registered', ports: defaultRedirectPorts };
  const proxy = known.network?.proxy ?? { kind: 'system' };
  return {
    name: known.name ?? '',
    issuer: known.issuer ?? '',
    clientId: known.clientId ?? '',
    scopes: (known.scopes ?? defaultScopes).join(' '),
    portsKind: ports.kind,
    ports: (ports.kind === 'registered' ? ports.ports : defaultRedirectPorts).join(' '),
    acrValues: known.acrValues?.join(' ') ?? '',
    maxAge: String(known.maxAge ?? ''),
    uiLocales: known.uiLocales?.join(' ') ?? '',
    parameters: (known.parameters ?? []).map((parameter, key) => ({ key, ...parameter })),
    dpop: known.dpop ?? false,
    pushedRequests: known.pushedRequests ?? 'when_required',
    exchangeAudience: known.exchangeAudience ?? defaultAudience,
    proxyKind: proxy.kind,
    proxyUrl: proxy.kind === 'server' ? proxy.url : '',
    caFile: known.network?.caFile ?? null,
  };
}

/** What another client of an org starts with: everything but the client itself and the name, which is suggested anew. */
export function duplicateOf({
  issuer,
  scopes,
  redirectPorts,
  acrValues,
  maxAge,
  uiLocales,
  parameters,
  dpop,
  pushedRequests,
  exchangeAudience,
  network: reached,
}: OrgInput): Partial<OrgInput> {
  return {
    issuer,
    scopes,
    redirectPorts,
    acrValues,
    maxAge,
    uiLocales,
    parameters,
    dpop,
    pushedRequests,
    exchangeAudience,
    network: reached,
  };
}

/** What is wrong with a form, in the order of its fields; empty when it can be sent. */
export function checkOrgDraft(draft: OrgDraft): OrgProblems {
  return onlyProblems({
    name: required(draft.name, fields.missing.name),
    issuer: required(draft.issuer, fields.missing.issuer),
    clientId: required(draft.clientId, fields.missing.clientId),
    scopes:
      required(draft.scopes, fields.missing.scopes) ?? tooMany(draft.scopes, orgLimits.scopes),
    ports: draft.portsKind === 'registered' ? portsProblem(draft.ports) : null,
    maxAge: maxAgeProblem(draft.maxAge),
    acrValues: tooMany(draft.acrValues, orgLimits.acrValues),
    uiLocales: localesProblem(draft.uiLocales),
    ...parameterProblems(draft.parameters),
    ...checkNetwork(draft),
  });
}

/** What is wrong with how the org is reached. */
export function checkNetwork({ proxyKind, proxyUrl }: OrgDraft): OrgProblems {
  return onlyProblems({ proxyUrl: proxyKind === 'server' ? proxyProblem(proxyUrl) : null });
}

/** The input of `orgs.add` and `orgs.update`. */
export function toOrgInput(draft: OrgDraft): OrgInput {
  return {
    name: draft.name.trim(),
    issuer: draft.issuer.trim(),
    clientId: draft.clientId.trim(),
    scopes: items(draft.scopes),
    redirectPorts: toPorts(draft),
    acrValues: items(draft.acrValues),
    maxAge: draft.maxAge.trim() === '' ? null : Number(draft.maxAge),
    uiLocales: items(draft.uiLocales),
    parameters: draft.parameters
      .filter((parameter) => !isBlank(parameter))
      .map(({ name, value }) => ({ name: name.trim(), value })),
    dpop: draft.dpop,
    pushedRequests: draft.pushedRequests,
    exchangeAudience: draft.exchangeAudience.trim() || defaultAudience,
    network: toNetwork(draft),
  };
}

/** How the form says that the org is reached. */
export function toNetwork({ proxyKind, proxyUrl, caFile }: OrgDraft): OrgNetwork {
  return {
    proxy: proxyKind === 'server' ? { kind: 'server', url: proxyUrl.trim() } : { kind: proxyKind },
    caFile,
  };
}

/** The ports of the form; those that are no ports are left out. */
function toPorts({
  portsKind,
  ports,
}: Pick<OrgDraft, 'portsKind' | 'ports'>): OrgInput['redirectPorts'] {
  if (portsKind === 'any_free') return { kind: 'any_free' };
  return { kind: 'registered', ports: items(ports).map(Number).filter(isPort) };
}

/** What follows from the scopes that a person may not want. */
export function scopeWarnings(scopes: string, offered: readonly string[]): readonly string[] {
  const asked = items(scopes);
  const unknown = offered.length === 0 ? [] : asked.filter((scope) => !offered.includes(scope));
  return [
    asked.includes('openid') ? null : fields.noOpenid,
    asked.includes('offline_access') ? null : fields.noOfflineAccess,
    unknown.length === 0 ? null : fields.notOffered(unknown),
  ].filter((warning) => warning !== null);
}

/** The longest time since the sign-in in words, or null while it is no number. */
export function maxAgeWords(maxAge: string): string | null {
  if (maxAge.trim() === '' || maxAgeProblem(maxAge) !== null) return null;
  return advanced.maxAgeWords(Number(maxAge));
}

/** The items of a typed list, each once. */
function items(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/u).filter(Boolean))];
}

function onlyProblems(
  found: Partial<Record<OrgField, string | null | undefined>>,
): Partial<Record<OrgField, string>> {
  return Object.fromEntries(
    Object.entries(found).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

function required(text: string, problem: string): string | null {
  return text.trim() === '' ? problem : null;
}

function tooMany(text: string, most: number): string | null {
  return items(text).length > most ? fields.tooMany(most) : null;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= orgLimits.leastPort && port <= orgLimits.mostPort;
}

function portsProblem(text: string): string | null {
  const ports = items(text);
  if (ports.length === 0) return advanced.portsMissing;
  const isWhole = ports.every((port) => /^\d+$/u.test(port) && isPort(Number(port)));
  if (!isWhole) return advanced.portsBad(orgLimits.leastPort, orgLimits.mostPort);
  return tooMany(text, orgLimits.ports);
}

function maxAgeProblem(text: string): string | null {
  const typed = text.trim();
  const isGood = typed === '' || (/^\d+$/u.test(typed) && Number(typed) <= orgLimits.maxAge);
  return isGood ? null : advanced.maxAgeBad(orgLimits.maxAge);
}

function localesProblem(text: string): string | null {
  const bad = items(text).find((tag) => !isLanguageTag(tag));
  return bad === undefined ? tooMany(text, orgLimits.uiLocales) : advanced.uiLocalesBad(bad);
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    // A RangeError: it is how the platform says that a tag is not well formed.
    return false;
  }
}

function parameterProblems(
  parameters: readonly ParameterDraft[],
): Partial<Record<OrgField, string>> {
  const problems: Partial<Record<OrgField, string>> = {};
  const seen = new Set<string>();
  for (const parameter of parameters) {
    if (isBlank(parameter)) continue;
    const name = parameter.name.trim();
    const problem = parameterProblem(name, seen);
    if (problem !== null) problems[`parameter-${parameter.key}`] = problem;
    seen.add(name);
  }
  return problems;
}

function parameterProblem(name: string, seen: ReadonlySet<string>): string | null {
  if (name === '') return advanced.parameterMissing;
  if (protectedParameters.has(name)) return advanced.parameterProtected(name);
  return seen.has(name) ? advanced.parameterTwice(name) : null;
}

function isBlank({ name, value }: ParameterDraft): boolean {
  return name.trim() === '' && value === '';
}

function proxyProblem(text: string): string | null {
  const typed = text.trim();
  if (typed === '') return network.proxyUrlMissing;
  return /^(?:https?|socks5):\/\/(?:[^\s/?#@:[\]]+|\[[\da-f:.]+\]):\d{1,5}\/?$/iu.test(typed)
    ? null
    : network.proxyUrlBad;
}
