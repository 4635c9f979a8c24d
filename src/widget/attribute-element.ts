/** Attributes that are plain strings, with their defaults. */
const DEFAULTS = {
  server: '',
  site: '',
  position: 'end',
  mode: 'floating',
  launcher: 'default',
  theme: 'auto',
  accent: '',
  storage: 'interaction',
};
export const ATTRIBUTES = Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[];

// Node has no HTMLElement: importing the package on a server must not throw.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** The HTML interface of the chat: every attribute is a property and the other way round. */
export class AttributeElement extends Base {
  static observedAttributes = [...ATTRIBUTES, 'open', 'lang', 'dir', 'page-params'];

  /** Address of the chat server, e.g. `https://chat.example.com`. */
  declare server: string;
  /** Public key of the site. */
  declare site: string;
  /** `end` (default) or `start`: the bottom corner at the end or the start of a line. */
  declare position: string;
  /** `floating` (default) · `inline`: fills its own box · `page`: fills its parent. */
  declare mode: string;
  /** `default` · `none`: no launcher, the page opens the chat itself. */
  declare launcher: string;
  /** `auto` (default, follows the system), `light`, `dark`. */
  declare theme: string;
  /** Any CSS colour. The chat uses its hue, and as much of its strength as keeps white text readable. */
  declare accent: string;
  /**
   * `interaction` (default): nothing is stored before the visitor interacts · `consent`: nothing is stored or read before
   * `setConsent(true)` · `eager`: the visitor gets their identity when the page loads · `memory`: nothing is ever stored.
   */
  declare storage: string;

  /** Whether the panel is open; also an attribute. */
  get open(): boolean {
    return this.hasAttribute('open');
  }
  set open(on: boolean) {
    this.toggleAttribute('open', on);
  }

  /**
   * Call it when connected: a property that was set on the plain element before its definition would hide the accessor for
   * ever.
   */
  protected takeProperties(): void {
    for (const name of AttributeElement.observedAttributes as (keyof this)[]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete (this as Partial<this>)[name];
      Object.assign(this, { [name]: value });
    }
  }
}

for (const name of ATTRIBUTES) {
  Object.defineProperty(AttributeElement.prototype, name, {
    enumerable: true,
    get(this: AttributeElement) {
      return this.getAttribute(name) ?? DEFAULTS[name];
    },
    set(this: AttributeElement, value: string | null | undefined) {
      if (value == null) this.removeAttribute(name);
      else this.setAttribute(name, value);
    },
  });
}
