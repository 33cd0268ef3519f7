export * from './keychain/keychain.ts';
export { KeytarKeychain } from './keychain/keytar-keychain.ts';
export { listenForRedirect } from './loopback/loopback-listener.ts';
export type { ListenOptions, LoopbackListener } from './loopback/loopback-listener.ts';
export type { SignInResult } from './loopback/result-page.ts';
export { Vault } from './vault/vault.ts';
export type {
  AccountStorage,
  EndedCredential,
  KeyChangeProgress,
  KeyChangeResult,
  QuarantinedRecord,
} from './vault/vault-care.ts';
