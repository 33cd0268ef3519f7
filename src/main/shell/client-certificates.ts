import { app } from 'electron';

/**
 * Shows no server a certificate of the person: left alone, Electron sends the first one of the system's store to any
 * server that asks for one, and with it the person's name.
 */
export function denyClientCertificates(): void {
  app.on('select-client-certificate', (event, _contents, _url, _certificates, choose) => {
    event.preventDefault();
    choose();
  });
}
