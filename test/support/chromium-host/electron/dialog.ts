import { records } from '../host.ts';
import { guardModule } from '../unimplemented.ts';

const answers: object[] = [];

/** Says how the person answers the next dialog; several wait their turn. */
export function answerNextDialog(answer: object): void {
  answers.push(answer);
}

/** A dialog takes a window first, or not. */
function open<Answer extends object>(dialog: string, args: readonly unknown[], otherwise: Answer) {
  records.add({ kind: 'dialog', dialog, options: plain(args.at(-1)) });
  return Promise.resolve({ ...otherwise, ...answers.shift() });
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}

/** Electron's `dialog`: asked of the test, and otherwise answered with the default or cancelled. */
export const dialog = guardModule('dialog', {
  showMessageBox: (...args: unknown[]) => {
    const asked = args.at(-1);
    const value: unknown =
      typeof asked === 'object' && asked !== null ? Reflect.get(asked, 'defaultId') : undefined;
    return open('message-box', args, {
      response: typeof value === 'number' ? value : 0,
      checkboxChecked: false,
    });
  },
  showOpenDialog: (...args: unknown[]) =>
    open('open', args, { canceled: true, filePaths: new Array<string>() }),
  showSaveDialog: (...args: unknown[]) => open('save', args, { canceled: true, filePath: '' }),
  showErrorBox: (title: string, content: string): void => {
    records.add({ kind: 'dialog', dialog: 'error-box', options: { title, content } });
  },
});
