import { randomBytes } from 'node:crypto';
import type { Secret } from '../../auth-foundation/index.ts';
import { sameText } from './same-text.ts';

/** A form that a page of the listener shows, for the person to send it to another place. */
export interface PostForm {
  /** Where it is sent. */
  readonly action: URL;
  /** Hidden fields. */
  readonly fields: Readonly<Record<string, Secret>>;
  /** The org profile's name, for the heading. */
  readonly orgName: string;
}

/** A form behind a path that nobody can guess, which is given out once. */
export class OfferedForm {
  /** With a ticket of 256 bits. */
  readonly path: string;
  #form: PostForm | null;

  constructor(form: PostForm) {
    this.path = newTicketPath('form');
    this.#form = form;
  }

  /** Whether a request is for it. */
  isAt(path: string): boolean {
    return sameText(path, this.path);
  }

  /** @returns the form the first time, null from then on */
  take(): PostForm | null {
    const form = this.#form;
    this.#form = null;
    return form;
  }
}

/** Makes a path with a ticket of 256 bits. */
export function newTicketPath(name: 'done' | 'form'): string {
  return `/${name}/${randomBytes(32).toString('base64url')}`;
}
