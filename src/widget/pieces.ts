/** The shell builds its elements by hand, without innerHTML, so that Trusted Types do not apply. */
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
