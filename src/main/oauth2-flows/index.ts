export * from './authorization-code-flow.ts';
