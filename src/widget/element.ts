import { ChatWidget as Shell } from './chat-widget.ts';
import type { Loaders } from './parts.ts';

/** The element, which loads its lazy parts by dynamic imports. Importing it registers nothing. */
export class ChatWidget extends Shell {
  static override loaders: Loaders = {
    client: () => import('./opening/index.ts'),
    panel: () => import('./panel/index.ts'),
  };
}

export * from './public-types.ts';
