/** Whether the panel was open when the visitor left the former page of this tab. `kept`: the name of what the browser keeps. */
export function panelWasOpen(kept: string): boolean {
  try {
    return sessionStorage.getItem(kept)?.[0] === '1';
  } catch {
    // Site data is blocked, or the frame is sandboxed.
    return false;
  }
}
