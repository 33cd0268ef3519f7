export * from './channels.ts';
export * from './contract.ts';
export * from './error-catalogue.ts';
export * from './errors.ts';
export * from './history-events.ts';
export * from './limits.ts';
export * from './views.ts';
