// Code that few visitors need is in a file of its own.
export { pollSockets } from '../link/poll-socket.ts';
export { HiddenWatch } from './visibility/hidden-watch.ts';
export { prove } from './identity/prove.ts';
export { takeOver } from './identity/take-over.ts';
