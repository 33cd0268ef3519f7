import type { ChildProcess } from 'node:child_process';
import type {
  ControlMethod,
  ControlMethods,
  ControlRequest,
} from '../chromium-host/control/control-protocol.ts';
import { isControlMessage } from '../chromium-host/control/control-protocol.ts';
import type { HostRecord } from '../chromium-host/host-records.ts';

/** The test's end of the Chromium host's control channel. */
export class HostChannel {
  /** Settles when the host has begun to run the app; rejects when it ends before. */
  readonly ready: Promise<unknown>;
  private readonly child: ChildProcess;
  private readonly pending = new Map<number, PromiseWithResolvers<unknown>>();
  private lastId = 0;

  constructor(child: ChildProcess, onRecord: (record: HostRecord) => void) {
    this.child = child;
    const ready = Promise.withResolvers<undefined>();
    this.ready = ready.promise;
    child.on('message', (message: unknown) => {
      if (!isControlMessage(message)) return;
      if (message.chromiumHost === 'ready') ready.resolve(undefined);
      else if (message.chromiumHost === 'record') onRecord(message.record);
      else if (message.ok) this.pending.get(message.id)?.resolve(message.result);
      else this.pending.get(message.id)?.reject(new Error(message.error));
    });
    child.once('exit', () => {
      const gone = new Error('The app has ended.');
      ready.reject(gone);
      for (const { reject } of this.pending.values()) reject(gone);
    });
    // A host that ends before anybody asks is told by `exited`.
    ready.promise.catch(() => undefined);
  }

  async ask<Method extends ControlMethod>(
    method: Method,
    params: ControlMethods[Method]['params'],
  ): Promise<ControlMethods[Method]['result']> {
    await this.ready;
    const answer = Promise.withResolvers<unknown>();
    const id = ++this.lastId;
    this.pending.set(id, answer);
    const request: ControlRequest<Method> = { chromiumHost: 'request', id, method, params };
    this.child.send(request, (error) => {
      if (error) answer.reject(error);
    });
    try {
      // The host's handlers are typed by the same table.
      return (await answer.promise) as ControlMethods[Method]['result'];
    } finally {
      this.pending.delete(id);
    }
  }
}
