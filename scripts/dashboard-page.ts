/** The dashboard's page: no inline script or style, as its Content-Security-Policy demands. */
export const dashboardPage = (entry: string, preloads: readonly string[] = []): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content" />
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="no-referrer" />
    <title>Inbox</title>
    <link rel="icon" href="icon.svg" />${preloads.map((file) => `\n    <link rel="modulepreload" href="${file}" />`).join('')}
    <script type="module" src="${entry}"></script>
  </head>
  <body>
    <noscript>The inbox needs JavaScript.</noscript>
  </body>
</html>
`;

export const DASHBOARD_ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#2a5bd7" d="M16 2a14 14 0 0 1 14 14v11a3 3 0 0 1-3 3H16a14 14 0 0 1 0-28z"/></svg>\n';
