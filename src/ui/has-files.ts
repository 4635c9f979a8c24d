/** Whether files or pictures are pasted or dropped without any text that could be taken instead. */
export function hasFiles(event: Event): boolean {
  const { types } = ((event as ClipboardEvent).clipboardData ?? (event as DragEvent).dataTransfer)!;
  return types.includes('Files') && !types.includes('text/plain');
}
