import type { OperatorServerFrame } from '../../src/protocol/index.ts';
import { anna } from '../support/operator-samples.ts';

/** A WebSocket whose server is the test. */
export class FakeSocket {
  static all: FakeSocket[] = [];
  readyState = 1;
  readonly sent: Record<string, unknown>[] = [];
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  constructor() {
    FakeSocket.all.push(this);
    queueMicrotask(() => this.onopen?.(new Event('open')));
  }
  send(data: string): void {
    this.sent.push(JSON.parse(data) as Record<string, unknown>);
  }
  close(): void {
    this.readyState = 3;
  }
  receive(frame: OperatorServerFrame): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }
  drop(code = 1006): void {
    this.readyState = 3;
    this.onclose?.(new CloseEvent('close', { code }));
  }
  of(type: string): Record<string, unknown>[] {
    return this.sent.filter((frame) => frame['type'] === type);
  }
}

export const latest = (): FakeSocket => FakeSocket.all.at(-1)!;
export const welcome = (changes: object = {}): OperatorServerFrame => ({
  type: 'welcome',
  epoch: 'e',
  operator: anna,
  operators: [anna],
  gseq: 7,
  reset: true,
  events: [],
  pingMs: 25_000,
  stormMs: 0,
  ...changes,
});
