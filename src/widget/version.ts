/** Version of the widget. It equals the package's version, and a test compares the two. */
export const VERSION = '0.1.0';
