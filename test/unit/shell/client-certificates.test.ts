import { app } from 'electron';
import { expect, test, vi } from 'vitest';
import { denyClientCertificates } from '../../../src/main/shell/client-certificates.ts';
import { createEvent } from '../../support/chromium-host/electron/electron-event.ts';

// Electron's package is nothing without its program.
vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events');
  return { app: new EventEmitter() };
});

test('a server that asks for a certificate of the person gets none, and not the first one', () => {
  denyClientCertificates();
  const event = createEvent();
  const choose = vi.fn();
  app.emit('select-client-certificate', event, null, 'https://org.example/', [{}], choose);
  expect(event.defaultPrevented).toBe(true);
  expect(choose.mock.calls).toEqual([[]]);
});
