/** Reports whether the browser says it is online: now, and at each change until `signal` aborts. */
export function watchNetwork(tell: (online: boolean) => void, signal: AbortSignal): void {
  const look = (): void => tell(navigator.onLine !== false);
  for (const type of ['online', 'offline']) addEventListener(type, look, { signal });
  look();
}
