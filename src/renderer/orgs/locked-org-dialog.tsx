import type { ReactElement } from 'react';
import type { ErrorCode } from '../../shared/error-catalogue.ts';
import type { OrgInput } from '../../shared/org-profile.ts';
import type { OrgView } from '../../shared/views.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { CodeFact, Fact } from '../components/fact.tsx';
import { LockIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { strings } from '../strings.ts';
import { OrgSetup } from './org-setup.tsx';

const words = strings.orgs;

interface LockedOrgDialogProps {
  readonly org: OrgView;
  readonly errorCode: ErrorCode | null;
  readonly onClose: () => void;
  readonly onDuplicate: () => void;
}

/** Shows a profile that is the administrator's: it can be read, and not changed. */
export function LockedOrgDialog({
  org,
  errorCode,
  onClose,
  onDuplicate,
}: LockedOrgDialogProps): ReactElement {
  return (
    <Dialog
      title={org.name}
      size="large"
      onClose={onClose}
      footer={
        <>
          <Button label={words.locked.duplicate} onPress={onDuplicate} />
          <Button look="primary" label={strings.common.close} onPress={onClose} autoFocus />
        </>
      }
    >
      <Notice icon={LockIcon} title={words.locked.mark} body={words.locked.body} />
      <div className="org-columns">
        <ProfileFacts org={org} />
        <OrgSetup profile={org} candidate={null} errorCode={errorCode} />
      </div>
    </Dialog>
  );
}

/** A profile as it is; what it does not ask for is left out. */
function ProfileFacts({ org }: { readonly org: OrgInput }): ReactElement {
  const { fields, advanced, network } = words;
  const { redirectPorts: ports, network: reached, maxAge } = org;
  return (
    <dl className="facts">
      <CodeFact term={fields.issuer} value={org.issuer} />
      <CodeFact term={fields.clientId} value={org.clientId} />
      <CodeFact term={fields.scopes} value={org.scopes.join(' ')} />
      <Fact term={advanced.ports}>
        {ports.kind === 'any_free' ? advanced.portsKind.any_free : ports.ports.join(' ')}
      </Fact>
      <Fact term={advanced.dpopShort}>{org.dpop ? words.locked.yes : words.locked.no}</Fact>
      <Fact term={advanced.pushedRequests}>{advanced.pushedRequestsKind[org.pushedRequests]}</Fact>
      {org.acrValues.length > 0 && (
        <CodeFact term={advanced.acrValues} value={org.acrValues.join(' ')} />
      )}
      {maxAge !== null && <Fact term={advanced.maxAgeShort}>{advanced.maxAgeWords(maxAge)}</Fact>}
      {org.uiLocales.length > 0 && (
        <CodeFact term={advanced.uiLocales} value={org.uiLocales.join(' ')} />
      )}
      {org.parameters.map(({ name, value }) => (
        <CodeFact key={name} term={name} value={value} />
      ))}
      <CodeFact term={advanced.exchangeAudience} value={org.exchangeAudience} />
      {reached.proxy.kind === 'server' ? (
        <CodeFact term={network.proxy} value={reached.proxy.url} />
      ) : (
        <Fact term={network.proxy}>{network.proxyKind[reached.proxy.kind]}</Fact>
      )}
      {reached.caFile !== null && <CodeFact term={network.caFile} value={reached.caFile} />}
    </dl>
  );
}
