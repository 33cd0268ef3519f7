import { guardInstances } from '../unimplemented.ts';

let lastRoutingId = 0;

/** How a frame reaches the preload that runs in it. */
export type FrameSender = (channel: string, args: readonly unknown[]) => void;

/** One document of a frame; a navigation or reload makes a new one, and the old one is destroyed. */
export class HostWebFrameMain implements Pick<
  Electron.WebFrameMain,
  'url' | 'origin' | 'routingId' | 'processId' | 'frameTreeNodeId' | 'name' | 'isDestroyed' | 'send'
> {
  readonly routingId = ++lastRoutingId;
  readonly processId: number;
  readonly frameTreeNodeId: number;
  readonly name = '';
  readonly parent: HostWebFrameMain | null;
  readonly frames: HostWebFrameMain[] = [];
  url: string;
  readonly origin: string;
  private destroyed = false;
  private readonly deliver: FrameSender;

  constructor(facts: {
    url: string;
    origin: string;
    processId: number;
    parent?: HostWebFrameMain;
    deliver?: FrameSender;
  }) {
    this.url = facts.url;
    this.origin = facts.origin;
    this.processId = facts.processId;
    this.parent = facts.parent ?? null;
    this.frameTreeNodeId = facts.parent ? this.routingId : facts.processId;
    this.deliver = facts.deliver ?? (() => undefined);
  }

  get top(): HostWebFrameMain {
    return this.parent?.top ?? this;
  }

  get detached(): boolean {
    return this.destroyed;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  send(channel: string, ...args: unknown[]): void {
    this.deliver(channel, args);
  }

  /** The document is gone. */
  destroy(): void {
    this.destroyed = true;
  }
}
guardInstances('WebFrameMain', HostWebFrameMain);
