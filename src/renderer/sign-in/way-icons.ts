import type { SignInView } from '../../shared/views.ts';
import { BrowserIcon, DeviceIcon, SignInIcon, type Icon } from '../components/icons.tsx';

/** What each way to sign in looks like. */
export const wayIcons: Record<SignInView['method'], Icon> = {
  browser: BrowserIcon,
  device: DeviceIcon,
  single_sign_on: SignInIcon,
};
