/** A layer of vitest tests: the folder `test/<name>`, run as the vitest project of that name. */
export interface TestLayer {
  readonly name: string;
  readonly about: string;
  /** Seconds that one test, and one hook around it, may take. */
  readonly seconds: number;
}

/** The layers of tests, from the ground up. */
export const testLayers: readonly TestLayer[] = [
  { name: 'unit', about: 'single pieces, without I/O of the machine', seconds: 20 },
  { name: 'contract', about: 'the keychain port on the fake and the real keychain', seconds: 60 },
  { name: 'packaging', about: 'what goes into an installer', seconds: 60 },
  { name: 'integration', about: 'several floors against a real OpenID Provider', seconds: 60 },
  { name: 'renderer', about: 'the window in a real browser', seconds: 60 },
  { name: 'e2e', about: 'the built app, a real keychain and a real browser', seconds: 120 },
];
