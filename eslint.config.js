// Lint rules that keep the house in order: no floating promises, time and ids only from the house.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const houseOnly = [
  { object: 'Date', property: 'now', message: 'Time comes from ctx.now or house.now().' },
  { object: 'Math', property: 'random', message: 'Randomness comes from the house.' },
  { object: 'crypto', property: 'randomUUID', message: 'Ids come from ctx.newId().' },
];

export default tseslint.config(
  { ignores: ['node_modules/**', 'dist/**', '.data/**', 'bench/results/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['server/**/*.ts', 'mobile-api/**/*.ts', 'migrations/**/*.ts'],
    ignores: ['server/kernel/house.ts'],
    rules: {
      'no-restricted-properties': ['error', ...houseOnly],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time comes from ctx.now or house.now().',
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'node:crypto', importNames: ['randomUUID'], message: 'Ids come from ctx.newId().' },
          ],
        },
      ],
    },
  },
  {
    files: [
      'server/main.ts',
      'server/import.ts',
      'server/audit.ts',
      'server/rebuild.ts',
      'server/account.ts',
      'server/demo/*.ts',
      'bench/**/*.ts',
      '**/*.mjs',
    ],
    languageOptions: { globals: { console: 'readonly', process: 'readonly' } },
    rules: { 'no-console': 'off' },
  },
);
