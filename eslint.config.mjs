import { defineConfig, globalIgnores } from 'eslint/config';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

const TS = ['src/**/*.ts', 'demo/**/*.ts', 'test/**/*.ts', 'scripts/**/*.ts', 'bench/**/*.ts'];
const BROWSER = ['src/{link,client,ui,widget,embed,dashboard}/**/*.ts'];

// Text of visitors reaches screens through bindings only (security.md), and a strict CSP refuses inline styles.
const BANNED_IN_SCREENS = [
  {
    selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML)$/]',
    message: 'Use a Lit binding or textContent: markup from strings runs scripts.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^(insertAdjacentHTML|setHTMLUnsafe|createContextualFragment)$/]',
    message: 'Use a Lit binding or textContent: markup from strings runs scripts.',
  },
  {
    selector: 'Identifier[name=/^(unsafeHTML|unsafeSVG|unsafeStatic|unsafeMathML|styleMap)$/]',
    message: 'Refused by the security rules: bind text, use classes, or element.style.setProperty.',
  },
  {
    selector: 'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/\\sstyle=/]',
    message: 'style= is blocked by a strict CSP: use a class, or element.style.setProperty.',
  },
];

// Pages bring libraries that replace these or add to what is walked (H5): Prototype, MooTools, polyfills of their time.
const BANNED_ON_FOREIGN_PAGES = [
  { selector: 'CallExpression[callee.property.name=/^reduce(Right)?$/]', message: 'Pages replace reduce: write a loop.' },
  { selector: 'MemberExpression[object.name="Array"][property.name="from"]', message: 'Pages replace Array.from: spread.' },
  {
    selector: 'CallExpression[callee.property.name="entries"][callee.object.name!="Object"]',
    message: 'Pages replace entries of arrays: count, or use Object.entries.',
  },
  { selector: 'ForInStatement', message: 'for-in sees what pages add to prototypes: use for-of with Object.keys.' },
  {
    selector: ':matches(NewExpression[callee.name=/^(Event|CustomEvent)$/], ClassDeclaration[superClass.name=/^(Event|CustomEvent)$/])',
    message: 'Pages replace Event: use NativeEvent of src/client/native-event.ts.',
  },
];

export default defineConfig(
  globalIgnores([
    '**/dist/**',
    '**/node_modules/**',
    'data/**',
    'test-results/**',
    'playwright-report/**',
    'coverage/**',
    'src/protocol/types.ts',
  ]),
  { files: ['**/*.{js,mjs,cjs}'], ...tseslint.configs.disableTypeChecked },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: TS })),
  {
    files: TS,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // Lit binds its event handlers to the host.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { inheritedMethods: false, attributes: false, arguments: false, properties: false } },
      ],
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  { files: BROWSER, ...lit.configs['flat/recommended'] },
  { files: BROWSER, ...wc.configs['flat/recommended'] },
  { files: BROWSER, plugins: { 'lit-a11y': litA11y }, rules: litA11y.configs.recommended.rules },
  {
    files: BROWSER,
    settings: { litHtmlSources: true },
    rules: {
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' }, ...BANNED_IN_SCREENS],
      // `define.ts` registers; the guard is there, and not in the class.
      'wc/guard-super-call': 'off',
    },
  },
  {
    files: ['src/{link,client,ui,widget,embed}/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        ...BANNED_IN_SCREENS,
        ...BANNED_ON_FOREIGN_PAGES,
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // chai's assertions are properties; fixtures carry values nobody declared.
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          // A plugin declares a variant of `equal` for snapshots that is a promise; the plain one is none.
          allowForKnownSafeCalls: [
            { from: 'package', name: ['test', 'it', 'describe', 'suite', 'before', 'after'], package: 'node:test' },
            'Equal',
          ],
        },
      ],
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: ['playwright*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
);
