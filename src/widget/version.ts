/** Version of the widget; equals the package's version (a test holds them together). */
export const VERSION = '0.1.0';
