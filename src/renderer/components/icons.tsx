import type { ReactElement, ReactNode } from 'react';

export interface IconProps {
  readonly className?: string;
}

export type Icon = (props: IconProps) => ReactElement;

export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />);
export const MinusIcon = icon(<path d="M3 8h10" />);
export const SearchIcon = icon(
  <>
    <circle cx="7" cy="7" r="4.25" />
    <path d="m10.2 10.2 3.3 3.3" />
  </>,
);
export const SettingsIcon = icon(
  <>
    <path d="M2 4.75h6.5M12.5 4.75H14M2 11.25h1.5M7.5 11.25H14" />
    <circle cx="10.5" cy="4.75" r="1.75" />
    <circle cx="5.5" cy="11.25" r="1.75" />
  </>,
);
export const CopyIcon = icon(
  <>
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
    <path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5" />
  </>,
);
export const RefreshIcon = icon(
  <>
    <path d="M13 8a5 5 0 0 1-8.9 3.1L2.75 9.6" />
    <path d="M3 8a5 5 0 0 1 8.9-3.1l1.35 1.5" />
    <path d="M13.25 3.4v3h-3M2.75 12.6v-3h3" />
  </>,
);
export const MoreIcon = icon(
  <g fill="currentColor" stroke="none">
    <circle cx="3.25" cy="8" r="1.25" />
    <circle cx="8" cy="8" r="1.25" />
    <circle cx="12.75" cy="8" r="1.25" />
  </g>,
);
export const CheckIcon = icon(<path d="m3 8.5 3.25 3.25L13 4.75" />);
export const CloseIcon = icon(<path d="m4 4 8 8M12 4l-8 8" />);
export const ValidIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.75" />
    <path d="m5.5 8.2 1.75 1.75 3.25-3.6" />
  </>,
);
export const ClockIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.75" />
    <path d="M8 4.75V8l2.25 1.5" />
  </>,
);
export const WarningIcon = icon(
  <>
    <path d="M8 2.5 14 13H2L8 2.5Z" />
    <path d="M8 6.5v3M8 11.2v.05" />
  </>,
);
export const ErrorIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.75" />
    <path d="M8 5v3.5M8 10.9v.05" />
  </>,
);
export const UnknownIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.75" />
    <path d="M6.4 6.4a1.65 1.65 0 1 1 2.5 1.45c-.6.35-.9.65-.9 1.25M8 11.2v.05" />
  </>,
);
export const SignInIcon = icon(
  <>
    <path d="M8.5 2.5H11A1.5 1.5 0 0 1 12.5 4v8a1.5 1.5 0 0 1-1.5 1.5H8.5" />
    <path d="M2.5 8h6.75M6.75 5.25 9.5 8l-2.75 2.75" />
  </>,
);
export const SaveIcon = icon(
  <>
    <path d="M3 8.5V12A1.5 1.5 0 0 0 4.5 13.5h7A1.5 1.5 0 0 0 13 12V8.5" />
    <path d="M8 2.5v7M5.25 7 8 9.75 10.75 7" />
  </>,
);
export const StarIcon = icon(
  <path
    fill="currentColor"
    d="m8 2.3 1.75 3.55 3.9.55-2.8 2.75.65 3.9L8 11.2l-3.5 1.85.65-3.9-2.8-2.75 3.9-.55Z"
  />,
);
export const TagIcon = icon(
  <>
    <path d="M2.5 3.5v4.1a1 1 0 0 0 .3.7l5 5a1 1 0 0 0 1.4 0l4.1-4.1a1 1 0 0 0 0-1.4l-5-5a1 1 0 0 0-.7-.3H3.5a1 1 0 0 0-1 1Z" />
    <path d="M5.5 5.5v.05" />
  </>,
);
export const RevokeIcon = icon(
  <>
    <path d="M8 2.25 13 4v3.9c0 2.8-2 4.9-5 5.85-3-.95-5-3.05-5-5.85V4l5-1.75Z" />
    <path d="m6.25 6 3.5 3.5M9.75 6l-3.5 3.5" />
  </>,
);
export const RemoveIcon = icon(
  <path d="M2.75 4.25h10.5M6.25 4.25V2.75h3.5v1.5M4 4.25l.6 8.05a1.25 1.25 0 0 0 1.25 1.2h4.3a1.25 1.25 0 0 0 1.25-1.2L12 4.25M6.75 7v3.75M9.25 7v3.75" />,
);
export const EditIcon = icon(
  <>
    <path d="m3 13 .6-2.9 7.1-7.1a1.2 1.2 0 0 1 1.7 0l.6.6a1.2 1.2 0 0 1 0 1.7L5.9 12.4 3 13Z" />
    <path d="m9.5 4.25 2.25 2.25" />
  </>,
);
export const DuplicateIcon = icon(
  <>
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
    <path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5M9.5 7.75v3.5M7.75 9.5h3.5" />
  </>,
);
export const LinkIcon = icon(
  <>
    <path d="M6.75 9.25a2.5 2.5 0 0 0 3.55 0l2.25-2.25a2.5 2.5 0 0 0-3.55-3.55L8.2 4.25" />
    <path d="M9.25 6.75a2.5 2.5 0 0 0-3.55 0L3.45 9a2.5 2.5 0 0 0 3.55 3.55l.8-.8" />
  </>,
);
export const BrowserIcon = icon(
  <path d="M9 2.75h4.25V7M13 3 7.5 8.5M6.5 3.75H4A1.25 1.25 0 0 0 2.75 5v7A1.25 1.25 0 0 0 4 13.25h7A1.25 1.25 0 0 0 12.25 12V9.5" />,
);
export const DeviceIcon = icon(
  <>
    <rect x="4.25" y="1.75" width="7.5" height="12.5" rx="1.5" />
    <path d="M7.25 11.75h1.5" />
  </>,
);
export const SignOutIcon = icon(
  <path d="M6.5 13.25h-2A1.25 1.25 0 0 1 3.25 12V4A1.25 1.25 0 0 1 4.5 2.75h2M7 8h6M10.5 5.25 13.25 8l-2.75 2.75" />,
);
export const TerminalIcon = icon(
  <>
    <rect x="2" y="3" width="12" height="10" rx="1.5" />
    <path d="m4.75 6 2 2-2 2M8.5 10h2.75" />
  </>,
);
export const LockIcon = icon(
  <>
    <rect x="3" y="7" width="10" height="6.5" rx="1.5" />
    <path d="M5.25 7V5a2.75 2.75 0 0 1 5.5 0v2" />
  </>,
);
export const InfoIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.75" />
    <path d="M8 7.5V11M8 5.1v.05" />
  </>,
);
export const KeyIcon = icon(
  <>
    <circle cx="5.25" cy="10.75" r="2.75" />
    <path d="m7.25 8.75 6-6M10.75 5.25l2 2" />
  </>,
);
export const RestoreIcon = icon(
  <>
    <path d="M3 8.5V12A1.5 1.5 0 0 0 4.5 13.5h7A1.5 1.5 0 0 0 13 12V8.5" />
    <path d="M8 9.75v-7.5M5.25 5 8 2.25 10.75 5" />
  </>,
);
export const ClipboardIcon = icon(
  <>
    <rect x="3.25" y="3.25" width="9.5" height="10.5" rx="1.5" />
    <path d="M6 4.5V2.25h4V4.5ZM6 8h4M6 10.5h2.5" />
  </>,
);
export const SpinnerIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.75" opacity="0.25" />
    <path d="M8 2.25A5.75 5.75 0 0 1 13.75 8" />
  </>,
);

/** The mark of the app: two sign-ins, one behind the other, and the key hole of the front one. */
export function AppMark({ className = '' }: IconProps): ReactElement {
  return (
    <svg className={`app-mark ${className}`} viewBox="0 0 24 24" aria-hidden="true">
      <rect className="app-mark-back" x="7" y="2" width="15" height="15" rx="4.5" />
      <rect className="app-mark-front" x="2" y="7" width="15" height="15" rx="4.5" />
      <path
        className="app-mark-hole"
        d="M9.5 11.25a2 2 0 0 1 1 3.73V17.5h-2v-2.52a2 2 0 0 1 1-3.73Z"
      />
    </svg>
  );
}

/** Icons are 16 px drawings in the colour of the text, without a name of their own. */
function icon(drawing: ReactNode): Icon {
  return function DrawnIcon({ className = '' }) {
    return (
      <svg
        className={`icon ${className}`}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {drawing}
      </svg>
    );
  };
}
