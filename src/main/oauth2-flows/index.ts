export * from './authorization-code-flow.ts';
export {
  newState,
  protectedParameters,
  type AuthorizationRequest,
} from './authorization-request.ts';
export * from './device-authorization-flow.ts';
export type { DeviceContext, DeviceRequest } from './device-context.ts';
export type { Flow, FlowProgress, RunOptions } from './flow.ts';
export * from './jwt-bearer-flow.ts';
export * from './session-logout-flow.ts';
export * from './token-exchange-flow.ts';
export type { KeyBinding } from './token-flow-context.ts';
