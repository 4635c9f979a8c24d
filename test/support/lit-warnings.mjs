/** Runs before the tests of a file: a warning of Lit's development build fails the test that caused it. */
function watch() {
  const { warn } = console;
  console.warn = (...args) => {
    warn.apply(console, args);
    const text = String(args[0]);
    if (text.includes('https://lit.dev/msg/') && !text.includes('lit.dev/msg/dev-mode')) reportError(new Error(text));
  };
}

/** The page that the tests run in. */
export const litWarningsFail = (framework) =>
  `<!doctype html><html><body><script>(${watch})()</script><script type="module" src="${framework}"></script></body></html>`;
