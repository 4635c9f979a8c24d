/** The shell's elements are built by hand: no innerHTML, so that Trusted Types have nothing to say. */
export const element = <Name extends 'button' | 'div' | 'i' | 'slot' | 'span'>(
  name: Name,
  part = '',
  text = '',
): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name);
  if (part) made.setAttribute('part', (made.className = part));
  made.textContent = text;
  return made;
};
