// Where the bundles begin, for the build and for the development server.

/**
 * The lazy halves behind the script tag. Each is built for itself: a file that both need would be one more request, and one more
 * that can fail.
 */
export const LAZY_HALVES = { client: 'src/widget/opening/index.ts', panel: 'src/widget/panel/index.ts' };
export const SCRIPT_TAG = 'src/embed/chat.ts';
export const PACKAGE = { index: 'src/widget/index.ts', element: 'src/widget/element.ts', client: 'src/client/index.ts' };
export const DASHBOARD = { dashboard: 'src/dashboard/index.ts' };

/** Files that behind the script tag stand in for a module, which the package leaves to the application. */
export const STAND_INS = new Map([
  ['lit/html.js', 'src/embed/html.ts'],
  ['lit/directives/repeat.js', 'src/embed/html.ts'],
]);
