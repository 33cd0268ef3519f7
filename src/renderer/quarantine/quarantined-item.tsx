import type { ReactElement } from 'react';
import type { OrgView, QuarantinedView } from '../../shared/views.ts';
import { shortIssuer } from '../accounts/account-names.ts';
import { Button } from '../components/button.tsx';
import { CodeFact, Fact } from '../components/fact.tsx';
import { SignInIcon } from '../components/icons.tsx';
import { PlainTags } from '../components/plain-tags.tsx';
import { formatSize, formatTime } from '../format.ts';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { quarantinedName } from './quarantined-name.ts';

const words = strings.quarantined;

interface QuarantinedItemProps {
  readonly record: QuarantinedView;
  readonly orgs: readonly OrgView[];
  readonly onSetAside: (record: QuarantinedView) => void;
}

/** One record that cannot be opened: what is known of it, and why. */
export function QuarantinedItem({ record, orgs, onSetAside }: QuarantinedItemProps): ReactElement {
  const { openDialog } = useServices();
  const name = quarantinedName(record);
  const { issuer, tags, size, modifiedAt } = record;
  const org = orgs.find((candidate) => candidate.issuer === issuer);
  return (
    <li className="card">
      <div>
        <p className="card-name">{record.person ?? words.unknown}</p>
        <p>{words.reason(record.reason)}</p>
      </div>
      <dl className="facts">
        {issuer !== null && <CodeFact term={words.issuer} value={shortIssuer(issuer)} />}
        {tags.length > 0 && (
          <Fact term={words.tags}>
            <PlainTags tags={tags} />
          </Fact>
        )}
        <Fact term={words.file}>
          <FileName name={record.fileName} />
        </Fact>
        {size !== null && <Fact term={words.size}>{formatSize(size)}</Fact>}
        {modifiedAt !== null && <Fact term={words.written}>{formatTime(modifiedAt)}</Fact>}
      </dl>
      {record.person !== null && <p className="field-hint">{words.signInHint}</p>}
      <div className="button-line">
        {record.person !== null && (
          <Button
            icon={SignInIcon}
            label={words.signIn}
            name={words.signInOf(name)}
            onPress={() => {
              openDialog({ kind: 'add_account', orgId: org?.id ?? null });
            }}
          />
        )}
        <Button
          look="quiet"
          label={words.setAside}
          name={words.setAsideOf(name)}
          onPress={() => {
            onSetAside(record);
          }}
        />
      </div>
    </li>
  );
}

/** The name of a file, which breaks before its extension rather than inside it. */
function FileName({ name }: { readonly name: string }): ReactElement {
  const [extension = ''] = /\.[^.]+$/.exec(name) ?? [];
  return (
    <code>
      {name.slice(0, name.length - extension.length)}
      <wbr />
      {extension}
    </code>
  );
}
