import { systemPreferences } from 'electron';
import { Failure, type PresenceCheck } from '../auth-foundation/index.ts';

/** The system's question whether it is the person: Touch ID on macOS. For other systems Electron has no call. */
export const systemPresence: PresenceCheck = {
  isAvailable: () => process.platform === 'darwin' && systemPreferences.canPromptTouchID(),
  confirm: async (reason) => {
    try {
      await systemPreferences.promptTouchID(reason);
    } catch (thrown) {
      throw new Failure('presence_denied', {
        detail: thrown instanceof Error ? thrown.message : null,
      });
    }
  },
};
