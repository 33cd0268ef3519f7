/** The person's web browser. */
export interface Browser {
  /** Opens a page; rejects when there is no browser to open it. */
  open(url: URL): Promise<void>;
}

/** The system's clipboard. */
export interface Clipboard {
  /** Puts a text on it that clipboard managers and cloud histories are asked not to keep. */
  writeSecret(text: string): Promise<void>;
  writeText(text: string): Promise<void>;
  readText(): Promise<string>;
  clear(): Promise<void>;
}

/** Keeps one JSON document of what is not secret (design decision D4). */
export interface DocumentStore {
  /** The document as it was found; untrusted, because it is a file. */
  read(): unknown;
  /** Replaces it. Throws when it cannot be written. */
  write(document: object): void;
}

/** What a chosen file holds: a sealed backup, org profiles, or certificates in PEM form. */
export type FileKind = 'backup' | 'orgs' | 'certificates';

/** Lets the person choose a file. */
export interface FileChooser {
  /**
   * Asks where to write.
   *
   * @param suggestedName - a file name
   * @param kind - for the names that are shown
   * @returns the path, or null when the person changed their mind
   */
  toSave(suggestedName: string, kind: FileKind): Promise<string | null>;
  /** Asks which file to read. @returns the path, or null when the person changed their mind */
  toOpen(kind: FileKind): Promise<string | null>;
}

/** The administrator's file with org profiles, as it was found. */
export type PresetFile =
  | { readonly kind: 'read'; readonly path: string; readonly text: string }
  /** It is there, and must not or cannot be used. */
  | { readonly kind: 'refused'; readonly path: string; readonly reason: string };

/** Why what was planned by the clock has to be looked at again. */
export type WakeReason = 'resumed' | 'online';
