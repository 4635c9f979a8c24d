// Most threads have no link: the search for them is loaded when a text may have one.
export { linkify } from '../../ui/linkify.ts';
