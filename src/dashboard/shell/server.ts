/** Address of the server: the dashboard lies in a folder of it, and a proxy may have put both under a path (N6). */
export const SERVER = new URL('..', location.href).href.slice(0, -1);
