import type { LaterHost } from './later-host.ts';
import type { PanelMenus } from './panel-menus.ts';
import type * as PanelMenusModule from './panel-menus.ts';

/** After this long the panel is complete. A longer wait risks that the network goes before the banner that says so has come. */
const QUIET_MS = 250;

/** What comes after the panel: in a quiet moment, or as soon as something needs it. */
export class LaterParts {
  loaded: PanelMenus | undefined;
  /** Repeats the action whose file could not be loaded. */
  retry: (() => void) | null = null;
  /** Resolves when parts that something needs at once are drawn. */
  hurrying: Promise<unknown> | undefined;
  readonly #host: LaterHost;
  readonly #load: () => Promise<typeof PanelMenusModule>;

  constructor(host: LaterHost, load: () => Promise<typeof PanelMenusModule>) {
    this.#host = host;
    this.#load = load;
  }

  /** Loads ahead, so that a visitor who loses the connection still has their menu. */
  soon(): void {
    setTimeout(() => void this.#equip().catch(() => undefined), QUIET_MS);
  }

  /** Loads now. A try that fails is repeated with the next change. */
  hurry(): void {
    if (this.loaded) return;
    this.hurrying ??= this.#equip().catch(() => {
      this.hurrying = undefined;
    });
  }

  /** Runs `action` when the parts are loaded. */
  async use(action?: (menus: PanelMenus) => void): Promise<void> {
    try {
      const menus = await this.#equip();
      this.retry = null;
      action?.(menus);
    } catch {
      this.retry = () => void this.use(action);
      this.#host.say(this.#host.strings.failed);
    }
    this.#host.requestUpdate();
  }

  async #equip(): Promise<PanelMenus> {
    const { PanelMenus } = await this.#load();
    if (!this.loaded) this.#host.requestUpdate();
    return (this.loaded ??= new PanelMenus(this.#host));
  }
}
