/**
 * What a tab keeps across a page load: whether the panel is open, and the half-written text (H2). null removes it. Never
 * throws.
 */
export function tabMemory(name: string, value?: string | null): string | null {
  try {
    if (value) sessionStorage.setItem(name, value);
    else if (value === null) sessionStorage.removeItem(name);
    return sessionStorage.getItem(name);
  } catch {
    // Site data is blocked, or the frame is sandboxed.
    return null;
  }
}
