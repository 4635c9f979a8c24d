// What few visitors ever need, in a file of its own.
export { pollSockets } from './connection/poll-socket.ts';
