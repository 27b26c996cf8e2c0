import astro from 'eslint-plugin-astro'
import tseslint from 'typescript-eslint'

/** Traps that cost others dear (security.md G15, G15f, G40); each is tried in test/traps.test.ts. */
const traps = [
  {
    selector: "CallExpression[callee.property.name='prepare'] TemplateLiteral[expressions.length>0]",
    message: 'SQL is a constant; what comes from outside is bound with ?.',
  },
  {
    // A constant in capitals may be followed by a guard's constant `from` (db/guard.ts), by nothing else.
    selector:
      "CallExpression[callee.property.name='prepare'] BinaryExpression[operator='+']:has(> Identifier[name=/[a-z]/], > CallExpression, > MemberExpression[property.name!='from'])",
    message: 'SQL is a constant; what comes from outside is bound with ?.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Math.random can be guessed. Take crypto.getRandomValues.',
  },
  {
    selector: 'AssignmentExpression[left.property.name=/^(innerHTML|outerHTML)$/]',
    message: 'Markup from text is how scripts get in. Take textContent or elements.',
  },
  {
    selector:
      'CallExpression[callee.property.name=/^(insertAdjacentHTML|setHTMLUnsafe|writeln?)$/][callee.object.name!=/^(stdout|output|file|writer)$/]',
    message: 'Markup from text is how scripts get in. Take textContent or elements.',
  },
  {
    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
    message: 'Markup from text is how scripts get in.',
  },
  {
    selector: "CallExpression[callee.name='eval'], NewExpression[callee.name='Function']",
    message: 'Code from text is never run.',
  },
]

export default tseslint.config(
  { ignores: ['dist/', '.astro/', '.wrangler/', '.data/', 'node_modules/'] },
  ...tseslint.configs.recommended,
  ...astro.configs.recommended,
  {
    rules: {
      'no-restricted-syntax': ['error', ...traps],
      'no-console': ['error', { allow: ['error'] }],
      eqeqeq: 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/triple-slash-reference': 'off',
    },
  },
  { files: ['**/*.astro'], rules: { 'astro/no-set-html-directive': 'error' } },
  // The QR picture, drawn by uqr from a receipt of our own making, with no text in it.
  { files: ['src/pages/tip-offs/received.astro'], rules: { 'astro/no-set-html-directive': 'off' } },
  // Tests and the bench look into tables by name, and their stand-ins may be loose.
  {
    files: ['bench/**', 'test/**'],
    rules: { 'no-restricted-syntax': ['error', ...traps.filter(({ selector }) => !selector.includes('prepare'))] },
  },
  { files: ['scripts/**', 'bench/**', 'test/**', 'functions/hosts/**'], rules: { 'no-console': 'off' } },
)
