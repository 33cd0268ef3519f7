import type { ReactElement } from 'react';
import type { AccountView } from '../../../shared/views.ts';
import { useClock } from '../../clock.ts';
import { CodeFact, Fact } from '../../components/fact.tsx';
import { PlainTags } from '../../components/plain-tags.tsx';
import { formatTime } from '../../format.ts';
import { strings } from '../../strings.ts';

const words = strings.details.facts;

/** What a person wants to know of an account. */
export function AccountFacts({ account }: { readonly account: AccountView }): ReactElement {
  const { person, org, tags } = account;
  const expires = useClock((now) => expiryWords(account.expiresAt, now));
  return (
    <dl className="facts">
      {person.name !== null && <Fact term={words.name}>{person.name}</Fact>}
      {person.email !== null && <Fact term={words.email}>{person.email}</Fact>}
      <Fact term={words.org}>{org.name}</Fact>
      <Fact term={words.tags}>{tags.length === 0 ? words.noTags : <PlainTags tags={tags} />}</Fact>
      <Fact term={words.expires}>{expires}</Fact>
      <Fact term={words.refreshToken}>
        {account.hasRefreshToken ? words.refreshTokenHere : words.refreshTokenMissing}
      </Fact>
      <Fact term={words.saved}>{account.unsaved ? words.savedNo : words.savedYes}</Fact>
    </dl>
  );
}

/** What an administrator compares, folded away until it is asked for. */
export function TechnicalFacts({ account }: { readonly account: AccountView }): ReactElement {
  const { person, org } = account;
  return (
    <details className="settings-section fold">
      <summary className="fold-title">{words.technical}</summary>
      <dl className="facts">
        {person.subject !== null && <CodeFact term={words.subject} value={person.subject} />}
        <CodeFact term={words.issuer} value={org.issuer} />
        <CodeFact term={words.clientId} value={org.clientId} />
        <CodeFact term={words.scopes} value={account.scopes.join(' ')} />
        <Fact term={words.received}>{formatTime(account.issuedAt)}</Fact>
        <Fact term={words.idToken}>
          {account.hasIdToken ? words.idTokenHere : words.idTokenMissing}
        </Fact>
        {account.hasRefreshToken && (
          <Fact term={words.rotation}>{rotationWords(account.refreshTokenRotates)}</Fact>
        )}
        <Fact term={words.bound}>{account.isBound ? words.boundYes : words.boundNo}</Fact>
        <Fact term={words.deviceSecret}>
          {account.hasDeviceSecret ? words.deviceSecretHere : words.deviceSecretMissing}
        </Fact>
      </dl>
    </details>
  );
}

function rotationWords(rotates: boolean | null): string {
  if (rotates === null) return words.rotationUnknown;
  return rotates ? words.rotationYes : words.rotationNo;
}

function expiryWords(expiresAt: number | null, now: number): string {
  if (expiresAt === null) return words.expiresUnknown;
  const time = formatTime(expiresAt);
  return expiresAt <= now ? words.expired(time) : words.expiresIn(time, expiresAt - now);
}
