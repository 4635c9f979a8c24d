/** Reads JSON with the visitor's token; null whatever goes wrong. */
export async function getJson<T>(server: string, path: string, query: Record<string, string>, token: string | null): Promise<T | null> {
  try {
    const url = new URL(path, new URL(server, location.href));
    url.search = new URLSearchParams(query).toString();
    const response = await fetch(url, { credentials: 'omit', ...(token && { headers: { Authorization: `Bearer ${token}` } }) });
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}
