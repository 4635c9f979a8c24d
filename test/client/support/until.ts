/** Waits for a fact and checks it after each task. Fails with the fact's text after five seconds. */
export async function until<T>(fact: () => T | Promise<T>, limitMs = 4500): Promise<NonNullable<T>> {
  const end = performance.now() + limitMs;
  for (;;) {
    const value = await fact();
    if (value) return value;
    if (performance.now() > end) throw new Error(`did not become true: ${fact.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
