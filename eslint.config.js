// The house's rules (README, "The house"): floors from the ground are shared, auth-foundation, oauth2-flows,
// desktop-platform, app, shell, index. A file imports from its own floor or one below, never above.
import { builtinModules } from 'node:module';
import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const floors = [
  { type: 'shared', pattern: 'src/shared' },
  { type: 'auth-foundation', pattern: 'src/main/auth-foundation' },
  { type: 'oauth2-flows', pattern: 'src/main/oauth2-flows' },
  { type: 'desktop-platform', pattern: 'src/main/desktop-platform' },
  { type: 'app', pattern: 'src/main/app' },
  { type: 'shell', pattern: 'src/main/shell' },
  { type: 'index', pattern: 'src/main' },
];
const floorNames = floors.map((floor) => floor.type);

/** A floor may import itself and every floor below it. */
const floorPolicies = floorNames.map((name, height) => ({
  from: { element: { type: name } },
  allow: { to: { element: { types: { anyOf: floorNames.slice(0, height + 1) } } } },
}));

/** A package (and its sub-paths) that only the folders that own it import. */
const onlyIn = (name, owners) => ({
  name,
  owners,
  pattern: {
    regex: `^${name}(/.*)?$`,
    message: `'${name}' is imported only in ${owners.join(', ')}.`,
  },
});
const owned = [
  // The preload is the one other place that electron hands a bridge to.
  onlyIn('electron', ['src/main/shell/**', 'src/main/index.ts', 'src/preload/**']),
  onlyIn('electron-store', ['src/main/shell/**']),
  onlyIn('keytar', ['src/main/desktop-platform/keychain/**']),
  onlyIn('openid-client', ['src/main/auth-foundation/**', 'src/main/oauth2-flows/**']),
];
/** Every file of src is in one of them; in two, the later counts. */
const everyOwnedFolder = [
  'src/main/auth-foundation/**/*.ts',
  'src/main/oauth2-flows/**/*.ts',
  'src/main/desktop-platform/**/*.ts',
  'src/main/desktop-platform/keychain/**/*.ts',
  'src/main/app/**/*.ts',
  'src/main/shell/**/*.ts',
  'src/main/index.ts',
  'src/preload/**/*.ts',
  'src/renderer/**/*.{ts,tsx}',
];
/** For the window, its bridge and (with zod's rule) the contract, which all run in a sandboxed page. */
const noCore = {
  regex: `^(node:.*|${builtinModules.join('|')})$`,
  message: 'A sandboxed page has none of Node’s own modules.',
};
const runsInPage = (pattern) => /^src\/(preload|renderer)\//.test(pattern);
const neverTest = { regex: '(^|/)test(/|$)', message: 'src never imports from test.' };
const onlyZod = { regex: '^(?!zod$|\\./|\\.\\./)', message: 'shared imports nothing but zod.' };

/** Forbids the same modules to `import … from` and to `import()`, which `no-restricted-imports` does not look at. */
const forbid = (patterns) => ({
  'no-restricted-imports': ['error', { patterns }],
  'no-restricted-syntax': [
    'error',
    ...patterns.map(({ regex, message }) => ({
      // A selector's regular expression ends at the first slash.
      selector: `ImportExpression > Literal.source[value=/${regex.replaceAll('/', '\\u002F')}/]`,
      message,
    })),
    {
      selector: 'ImportExpression[source.type!="Literal"]',
      message: 'import() names its module in plain quotes, so that these rules see it.',
    },
  ],
});
const isOwner = ({ owners }, pattern) =>
  owners.some((owner) => pattern.startsWith(owner.replace('/**', '')));
const ownershipConfigs = [
  ...everyOwnedFolder.map((pattern) => ({
    files: [pattern],
    rules: forbid([
      ...owned.filter((rule) => !isOwner(rule, pattern)).map((rule) => rule.pattern),
      ...(runsInPage(pattern) ? [noCore] : []),
      neverTest,
    ]),
  })),
  { files: ['src/shared/**/*.ts'], rules: forbid([onlyZod, neverTest]) },
];

export default tseslint.config(
  { ignores: ['out/', 'dist/', 'node_modules/', 'test-results/', 'test/**/*.generated.*'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './tsconfig.renderer.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': 'error',
      '@typescript-eslint/no-deprecated': [
        'error',
        // Marked deprecated by their author only to stand out: plain HTTP is for loopback issuers, and a userinfo
        // answer has no ID token to compare with when the scope openid was not asked for.
        {
          allow: [
            {
              from: 'package',
              package: 'openid-client',
              name: ['allowInsecureRequests', 'skipSubjectCheck'],
            },
            { from: 'package', package: 'oauth4webapi', name: ['skipSubjectCheck'] },
          ],
        },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': [
        ...floors,
        { type: 'preload', pattern: 'src/preload' },
        { type: 'renderer', pattern: 'src/renderer' },
      ],
      'boundaries/dependency-nodes': ['require', 'import', 'dynamic-import', 'export'],
      'import/resolver': { node: { extensions: ['.ts', '.tsx', '.js'] } },
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: [
            { allow: { to: { module: { origin: ['external', 'core'] } } } },
            ...floorPolicies,
            {
              from: { element: { type: 'preload' } },
              allow: { to: { element: { types: { anyOf: ['preload', 'shared'] } } } },
            },
            {
              from: { element: { type: 'renderer' } },
              allow: { to: { element: { types: { anyOf: ['renderer', 'shared'] } } } },
            },
          ],
        },
      ],
    },
  },
  ...ownershipConfigs,
  {
    files: ['src/renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { ...reactHooks.configs.recommended.rules },
  },
  {
    files: ['scripts/**', 'bench/**', 'test/**'],
    rules: { 'no-console': 'off', '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  { files: ['**/*.js', '**/*.cjs', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  // The set-up scripts are JavaScript that tsc checks (`@ts-check`), undefined names included.
  { files: ['scripts/**/*.mjs'], rules: { 'no-undef': 'off' } },
);
