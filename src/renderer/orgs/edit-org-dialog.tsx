import { useState, type ReactElement } from 'react';
import { Form } from 'react-aria-components';
import type { ErrorCode } from '../../shared/error-catalogue.ts';
import type { OrgView } from '../../shared/views.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { Fold } from '../components/fold.tsx';
import { InfoIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { TextInput } from '../components/text-input.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { AdvancedFields, hasAdvancedProblem, isAboutAdvanced } from './advanced-fields.tsx';
import { GoneOrgDialog } from './gone-org-dialog.tsx';
import { LockedOrgDialog } from './locked-org-dialog.tsx';
import { checkOrgDraft, toOrgInput } from './org-draft.ts';
import { orgLimits } from './org-limits.ts';
import { OrgSetup } from './org-setup.tsx';
import { ScopesField } from './scopes-field.tsx';
import { useOrgDraft } from './use-org-draft.ts';

const words = strings.orgs;

interface EditOrgDialogProps {
  /** Undefined when it was removed in the meantime. */
  readonly org: OrgView | undefined;
  /** How many accounts were signed in with this profile. */
  readonly accountCount: number;
  /** The error that led here, or null. */
  readonly errorCode: ErrorCode | null;
  readonly onClose: () => void;
  /** Adds another client of this org. */
  readonly onDuplicate: (org: OrgView) => void;
}

/** Shows an org profile: to be changed, or only to be read when it is the administrator's. */
export function EditOrgDialog({
  org,
  accountCount,
  errorCode,
  onClose,
  onDuplicate,
}: EditOrgDialogProps): ReactElement {
  // The profile as it was opened: what is typed is not replaced under the person's hands.
  const [opened] = useState(org);
  if (opened === undefined) return <GoneOrgDialog onClose={onClose} />;
  if (opened.isLocked) {
    return (
      <LockedOrgDialog
        org={opened}
        errorCode={errorCode}
        onClose={onClose}
        onDuplicate={() => {
          onDuplicate(opened);
        }}
      />
    );
  }
  return (
    <OrgFormDialog
      org={opened}
      accountCount={accountCount}
      errorCode={errorCode}
      onClose={onClose}
    />
  );
}

interface OrgFormDialogProps extends Pick<
  EditOrgDialogProps,
  'accountCount' | 'errorCode' | 'onClose'
> {
  readonly org: OrgView;
}

function OrgFormDialog({
  org,
  accountCount,
  errorCode,
  onClose,
}: OrgFormDialogProps): ReactElement {
  const announce = useAnnounce();
  const update = useCommand('orgs.update');
  const { form, formRef } = useOrgDraft(org);
  const { draft, text } = form;
  const profile = toOrgInput(draft);
  const isOtherClient = profile.issuer !== org.issuer || profile.clientId !== org.clientId;
  const submit = () => {
    if (!form.accept(checkOrgDraft(draft))) return;
    update.run({ orgId: org.id, profile }, () => {
      announce(words.edit.saved(profile.name));
      onClose();
    });
  };
  return (
    <Dialog
      title={words.edit.title(org.name)}
      size="large"
      onClose={onClose}
      footer={
        <>
          <Button label={strings.common.cancel} onPress={onClose} />
          <Button
            look="primary"
            label={strings.common.save}
            isPending={update.isPending}
            onPress={submit}
          />
        </>
      }
    >
      {update.error && <ErrorNote error={update.error} />}
      <div className="org-columns">
        <Form
          ref={formRef}
          className="form org-form"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <TextInput
            {...text('name')}
            autoFocus
            label={words.fields.name}
            maxLength={orgLimits.name}
          />
          <TextInput
            {...text('issuer')}
            isCode
            label={words.fields.issuer}
            hint={words.fields.issuerHint}
            maxLength={orgLimits.issuer}
          />
          <TextInput
            {...text('clientId')}
            isCode
            label={words.fields.clientId}
            maxLength={orgLimits.clientId}
          />
          <div role="status">
            {isOtherClient && accountCount > 0 && (
              <Notice
                icon={InfoIcon}
                title={words.edit.staysTitle(accountCount)}
                body={words.edit.staysBody(accountCount)}
              />
            )}
          </div>
          <ScopesField form={form} offered={[]} />
          <Fold
            title={words.advanced.title}
            opens={hasAdvancedProblem(form.problems) || isAboutAdvanced(errorCode)}
          >
            <AdvancedFields form={form} />
          </Fold>
          <button type="submit" hidden />
        </Form>
        <OrgSetup profile={profile} candidate={null} errorCode={errorCode} />
      </div>
    </Dialog>
  );
}
