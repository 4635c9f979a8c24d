// The arrows of the house: embed → widget → client → link → protocol ← server; dashboard → link, ui.
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { pathNot: [from, ...allowed].map((path) => path) },
});
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;
const LIT = ['lit', 'lit-html', 'lit-element', '@lit'];

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: { path: '^src' },
      to: { circular: true },
    },
    { name: 'no-unresolvable', severity: 'error', from: { path: '^(src|test|scripts)' }, to: { couldNotResolve: true } },
    only('protocol-is-a-leaf', '^src/protocol/', [npm('typebox')], 'The protocol imports nothing; its schemas import typebox.'),
    {
      name: 'typebox-only-in-schema',
      severity: 'error',
      comment: 'Neither the SDK nor the widget ships a validator library.',
      from: { path: '^src/(protocol/(?!schema/)|link|client|ui|widget|embed|dashboard)' },
      to: { path: [npm('typebox'), '^src/protocol/schema/'] },
    },
    only('link-knows-no-screen', '^src/link/', ['^src/protocol/', npm('nanoid', 'idb-keyval')], 'Visitor and operator share it.'),
    only('client-without-drawing', '^src/client/', ['^src/(link|protocol)/', npm('nanoid')]),
    only('ui-draws-for-both', '^src/ui/', ['^src/protocol/', npm(...LIT, '@floating-ui')]),
    {
      name: 'ui-knows-protocol-types-only',
      comment: 'Types, the figures of limits.ts, the rules for texts and the reading of language tags, nothing that talks.',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: { path: '^src/protocol/', pathNot: '^src/protocol/(limits|rules|language)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    only('widget', '^src/widget/', ['^src/(link|client|ui|protocol)/', npm(...LIT, '@floating-ui')]),
    only('embed-runs-the-shell', '^src/embed/', ['^src/widget/']),
    only('dashboard', '^src/dashboard/', ['^src/(link|ui|protocol)/', npm(...LIT, '@floating-ui', 'nanoid')]),
    {
      name: 'server-never-browser-code',
      severity: 'error',
      from: { path: '^src/server/' },
      to: { path: '^src/(link|client|ui|widget|embed|dashboard)/' },
    },
    {
      name: 'http-and-realtime-apart',
      severity: 'error',
      comment: 'What both ways to the server share is in hub/, commands/ and input/.',
      from: { path: '^src/server/(http|realtime)/' },
      to: { path: '^src/server/(http|realtime)/', pathNot: '^src/server/$1/' },
    },
    {
      name: 'shell-without-lit',
      severity: 'error',
      comment: 'A page pays for the shell before anybody asked for the chat: Lit comes with the panel, by dynamic import.',
      from: { path: '^src/(widget/chat-widget\\.ts|embed/)' },
      to: { path: npm(...LIT), reachable: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { dynamic: true },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'browser', 'default', 'types'],
      extensions: ['.ts', '.js'],
    },
  },
};
