/** Shows a text with its links, or the plain text until the code that finds them is loaded. `onLoaded` draws it again. */
export function lazyLinks(onLoaded: () => void): (text: string) => unknown {
  let find: ((text: string) => unknown) | undefined;
  return (text) => {
    if (!find && /[.@]|:\/\//.test(text)) {
      find = (plain) => plain;
      void import('./links.ts').then(
        ({ linkify }) => {
          find = linkify;
          onLoaded();
        },
        () => (find = undefined),
      );
    }
    return find?.(text) ?? text;
  };
}
