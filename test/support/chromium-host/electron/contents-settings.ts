import { EventEmitter } from 'node:events';

type OpenHandler = (details: { url: string; frameName: string; disposition: string }) => {
  action: 'allow' | 'deny';
};

/** What an app may set on a WebContents that has little or no effect on a page of Chromium. */
export abstract class HostContentsSettings extends EventEmitter {
  private zoom = 1;
  private openHandler: OpenHandler | null = null;

  /** Given by the contents themselves. */
  abstract readonly id: number;

  getProcessId(): number {
    return this.id;
  }

  getOSProcessId(): number {
    return process.pid;
  }

  getType(): string {
    return 'window';
  }

  getZoomFactor(): number {
    return this.zoom;
  }

  setZoomFactor(factor: number): void {
    this.zoom = factor;
  }

  getZoomLevel(): number {
    return Math.log(this.zoom) / Math.log(1.2);
  }

  setZoomLevel(level: number): void {
    this.zoom = 1.2 ** level;
  }

  async setVisualZoomLevelLimits(): Promise<void> {
    // Pinch zoom has no meaning without a touch screen.
  }

  setBackgroundThrottling(): void {
    // Chromium is started without throttling of pages in the background.
  }

  setIgnoreMenuShortcuts(): void {
    // Menu shortcuts never reach the page here.
  }

  setWebRTCIPHandlingPolicy(): void {
    // The app's page cannot connect anywhere.
  }

  openDevTools(): void {
    this.emit('devtools-opened');
  }

  closeDevTools(): void {
    this.emit('devtools-closed');
  }

  isDevToolsOpened(): boolean {
    return false;
  }

  toggleDevTools(): void {
    this.openDevTools();
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  protected askToOpen(url: string): void {
    const answer = this.openHandler?.({ url, frameName: '', disposition: 'new-window' });
    if (answer?.action !== 'deny') {
      console.error(`The Chromium host does not implement opening a window from a page (${url})`);
    }
  }
}
