import { nanoid } from 'nanoid';

/** Random ids: nothing about an entity can be guessed from another's. */
export const newId = () => nanoid();
