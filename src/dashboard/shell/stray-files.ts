/** A file that is dropped beside the reply box would open in place of the page. */
export function refuseStrayFiles(refuse: () => void, signal: AbortSignal): void {
  const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false;
  addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault(), { signal });
  addEventListener(
    'drop',
    (event) => {
      if (event.defaultPrevented || !hasFiles(event)) return;
      event.preventDefault();
      refuse();
    },
    { signal },
  );
}
