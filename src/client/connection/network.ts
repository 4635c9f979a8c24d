/** Tells whether the browser says that there is a network: now, and with each change until `signal`. */
export function watchNetwork(tell: (online: boolean) => void, signal: AbortSignal): void {
  const look = (): void => tell(navigator.onLine !== false);
  for (const type of ['online', 'offline']) addEventListener(type, look, { signal });
  look();
}
