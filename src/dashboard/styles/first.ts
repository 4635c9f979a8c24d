import { deskPrimitives } from '../../ui/desk-primitives.ts';
import { deskTokens } from '../../ui/desk-tokens.ts';
import { formPrimitives } from '../../ui/form-primitives.ts';
import { primitives } from '../../ui/primitives.ts';
import { tokens } from '../../ui/tokens.ts';
import { baseStyles } from './base.ts';
import { deviceStyles } from './device.ts';
import { adoptSheets } from './index.ts';
import { inboxStyles } from '../inbox/inbox-styles.ts';
import { shellStyles } from '../shell/shell-styles.ts';

/** The sheets that every visit needs. */
export const adoptFirstSheets = (): void =>
  adoptSheets({
    tokens,
    deskTokens,
    primitives,
    formPrimitives,
    deskPrimitives,
    base: baseStyles,
    shell: shellStyles,
    inbox: inboxStyles,
    device: deviceStyles,
  });
