import type { ReactElement, ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { strings } from '../strings.ts';
import { IconButton } from './button.tsx';
import { CloseIcon } from './icons.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** `alertdialog` for a question about something that cannot be undone: no close button, a click outside does nothing. */
  readonly role?: 'dialog' | 'alertdialog';
  readonly size?: 'small' | 'medium' | 'large';
  readonly children: ReactNode;
  /** The buttons at the foot; null for no foot. */
  readonly footer?: ReactElement | null;
}

/** A modal dialog with a title, a scrolling body and a foot that stays in view. */
export function Dialog({
  title,
  onClose,
  role = 'dialog',
  size = 'small',
  children,
  footer = null,
}: DialogProps): ReactElement {
  return (
    <ModalOverlay
      className="scrim"
      isOpen
      isDismissable={false}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className={`modal modal-${size}`}>
        <AriaDialog className="dialog" role={role}>
          <header className="dialog-head">
            <Heading slot="title" className="dialog-title">
              {title}
            </Heading>
            {role === 'dialog' && (
              <IconButton
                icon={CloseIcon}
                name={strings.common.close}
                tooltip={strings.common.close}
                onPress={onClose}
              />
            )}
          </header>
          <div className="dialog-body">{children}</div>
          {footer !== null && <footer className="dialog-foot">{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
