import type { Gate } from '../../protocol/index.ts';
import type { IdentityEffects } from '../identity/identity-effects.ts';
import type { Effects, VisitorRoom } from '../visitor-room.ts';
import type { HiddenWatch } from './hidden-watch.ts';
import { isNewest } from './newest.ts';

export interface Visibility extends Effects<'watch' | 'unwatch' | 'watchAnew' | 'compareHello' | 'forgetGate'> {
  /** News of the gate. `told`: it came from another tab, so the tabs know. */
  readonly hear: (gate: Gate, told?: boolean) => void;
  /** The page has learned that the server hides the widget. */
  readonly hide: () => void;
}

/** Hidden, and older than any gate the server can send. */
const NOT_KNOWN: Gate = Object.freeze({ show: false, version: -1 });
const ignore = (): void => undefined;

/** Whether this visitor may see the widget (B5, B6). */
export function visibilityOf(room: VisitorRoom, { queue, show: showIdentity }: IdentityEffects): Visibility {
  const { state, identity, connection, on, phase, isHidden, helloToken, lazy, post } = room;
  let hiddenWatch: HiddenWatch | undefined;

  const hide = (): void => {
    state.set({ gate: NOT_KNOWN });
    on('hidden');
  };
  const unwatch = (): void => hiddenWatch?.stop();

  const hear: Visibility['hear'] = ({ show, version }, told) => {
    const before = state.get().gate;
    const gate = Object.freeze({ show, version });
    if (!isNewest(gate, before)) return;
    if (!told && (before?.show ?? true) !== show) post({ kind: 'gate', gate });
    state.set({ gate });
    if (!show) {
      // The chat is wiped before the page hears of it.
      on('hidden');
      if (before?.show !== false) state.emit('block', {});
    } else if (before?.show === false) {
      state.emit('unblock', {});
      on('shown');
    }
  };

  return {
    hear,
    hide: () => isHidden() || hide(),
    unwatch,

    /** Waits until the server shows the widget: with a connection, later with requests. */
    watch() {
      if (hiddenWatch) return hiddenWatch.start();
      // If the file that limits the wait cannot be loaded, the connection alone waits.
      if (!document.hidden) connection().open();
      void lazy().then((parts) => {
        hiddenWatch ??= new parts.HiddenWatch(room, hear);
        if (isHidden()) hiddenWatch.start();
      }, ignore);
    },

    /** The hidden visitor's cookie is gone. Whether the next visitor may chat is a new question for the server (S11). */
    watchAnew() {
      const asked = phase();
      void queue(async () => {
        await identity.find(false);
        if (asked !== phase()) return;
        unwatch();
        connection().close();
        showIdentity();
        hide();
      });
    },

    compareHello() {
      if (identity.anchor === 'cookie' && identity.stored !== helloToken()) on('strayed');
    },

    forgetGate: () => state.set({ gate: null }),
  };
}
