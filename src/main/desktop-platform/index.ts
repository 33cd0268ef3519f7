export * from './keychain/keychain.ts';
export { KeytarKeychain } from './keychain/keytar-keychain.ts';
export { listenForRedirect } from './loopback/loopback-listener.ts';
export type { ListenOptions, LoopbackListener } from './loopback/loopback-listener.ts';
export type { PostForm } from './loopback/offered-form.ts';
export type { FlowResult } from './loopback/pages.ts';
export { authorityFileReader, readAuthorityFile } from './trust/authority-file.ts';
export { leadsToAuthority } from './trust/extra-authorities.ts';
export { Vault } from './vault/vault.ts';
export type {
  AccountStorage,
  EndedCredential,
  KeyChangeProgress,
  KeyChangeResult,
  QuarantinedRecord,
} from './vault/vault-care.ts';
export { nodeDisk, type Disk } from './vault/disk.ts';
export { replaceDurably } from './vault/replace-durably.ts';
