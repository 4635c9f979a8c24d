// Most threads have no link, so the code that finds them is loaded when a text may have one.
export { linkify } from '../../ui/linkify.ts';
