import type { Gate } from '../../protocol/index.ts';

/**
 * Of two gates the one with the higher version is newer (B6); of two with the same version, the one heard last. All that the
 * client hears of the gate comes through here: from the socket, the poll, the settings and other tabs.
 */
export const isNewest = (heard: Gate, known: Gate | null): boolean => !known || heard.version >= known.version;
