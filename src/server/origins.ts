/**
 * Which pages may show a site's widget. An entry is an exact origin (`https://shop.example`), or `http://localhost:*` and
 * `http://127.0.0.1:*` for development on any port. Everything is parsed before it is compared: look-alikes such as
 * `https://shop.example.evil.test` are other origins.
 */
export function isAllowedOrigin(origin: string, allowed: readonly string[]): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (url.origin === 'null' || url.origin !== origin) return false;
  return allowed.some((entry) => {
    const loopback = /^(http:\/\/(?:localhost|127\.0\.0\.1)):\*$/.exec(entry)?.[1];
    return loopback !== undefined ? `${url.protocol}//${url.hostname}` === loopback : entry === origin;
  });
}
