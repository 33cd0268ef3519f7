import { useEffect, type ReactElement, type Ref } from 'react';
import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components';
import { strings } from '../strings.ts';
import { useAnnounce } from './announcer.tsx';
import type { Icon } from './icons.tsx';
import { Spinner } from './spinner.tsx';

/** After this, work that is under way is said: milliseconds. */
const sayMs = 600;

interface ButtonBase {
  readonly onPress?: () => void;
  readonly icon?: Icon;
  /** The work of this button is under way: it shows a spinner and does not act twice. */
  readonly isPending?: boolean;
  readonly isDisabled?: boolean;
  readonly autoFocus?: boolean;
  readonly type?: 'button' | 'submit';
  /** The id of the form that it submits, when it stands outside of it. */
  readonly form?: string;
  readonly ref?: Ref<HTMLButtonElement>;
  readonly className?: string;
}

export interface ButtonProps extends ButtonBase {
  readonly label: string;
  /** The name for screen readers when it says more than the label; it contains the label. */
  readonly name?: string;
  readonly look?: 'primary' | 'secondary' | 'danger' | 'quiet';
  /** The widest label that this button gets: it has that width from the start, so that nothing moves. */
  readonly widest?: string;
}

/** A button with words. */
export function Button({
  label,
  name,
  icon: Icon,
  look = 'secondary',
  widest,
  isPending = false,
  onPress,
  className = '',
  ...rest
}: ButtonProps): ReactElement {
  return (
    <AriaButton
      {...rest}
      {...pressOnce(onPress, isPending)}
      className={`button button-${look} ${className}`}
      {...(name === undefined ? {} : { 'aria-label': name })}
    >
      {isPending ? <PendingMark /> : Icon && <Icon />}
      <span className="button-label" {...(widest === undefined ? {} : { 'data-widest': widest })}>
        {label}
      </span>
    </AriaButton>
  );
}

export interface IconButtonProps extends ButtonBase {
  readonly icon: Icon;
  /** The name for screen readers. */
  readonly name: string;
  /** The words of the tooltip. */
  readonly tooltip: string;
}

/** A button with an icon only; its tooltip shows on hover and on keyboard focus. */
export function IconButton({
  icon: Icon,
  name,
  tooltip,
  isPending = false,
  onPress,
  className = '',
  ...rest
}: IconButtonProps): ReactElement {
  return (
    <TooltipTrigger delay={600} closeDelay={100}>
      <AriaButton
        {...rest}
        {...pressOnce(onPress, isPending)}
        className={`icon-button ${className}`}
        aria-label={name}
      >
        {isPending ? <PendingMark /> : <Icon />}
      </AriaButton>
      <Tooltip className="tooltip" offset={6}>
        {tooltip}
      </Tooltip>
    </TooltipTrigger>
  );
}

/** The spinner of a button; work that takes a while is also said. */
function PendingMark(): ReactElement {
  const announce = useAnnounce();
  useEffect(() => {
    const timer = setTimeout(() => {
      announce(strings.common.working);
    }, sayMs);
    return () => {
      clearTimeout(timer);
    };
  }, [announce]);
  return <Spinner />;
}

/**
 * A button whose work is under way keeps the focus and does nothing. React Aria's own pending state is not used: what it
 * announces refers to an element that may be gone, as when a dialog goes on to its next step.
 */
function pressOnce(
  onPress: (() => void) | undefined,
  isPending: boolean,
): { onPress?: () => void } {
  return onPress === undefined || isPending ? {} : { onPress };
}
