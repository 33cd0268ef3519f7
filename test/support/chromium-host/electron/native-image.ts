import { existsSync, readFileSync } from 'node:fs';
import { guardInstances, guardModule } from '../unimplemented.ts';

/** An image that is carried about but never drawn. */
class HostNativeImage {
  isTemplateImage = false;
  private readonly bytes: Buffer<ArrayBuffer>;

  constructor(bytes: Buffer<ArrayBuffer>) {
    this.bytes = bytes;
  }

  isEmpty(): boolean {
    return this.bytes.length === 0;
  }

  getSize(): Electron.Size {
    // The width and height stand at fixed places in a PNG's header.
    const png = this.bytes.length >= 24 && this.bytes.subarray(1, 4).toString('latin1') === 'PNG';
    return png
      ? { width: this.bytes.readUInt32BE(16), height: this.bytes.readUInt32BE(20) }
      : { width: 0, height: 0 };
  }

  toPNG(): Buffer {
    return this.bytes;
  }

  toDataURL(): string {
    return `data:image/png;base64,${this.bytes.toString('base64')}`;
  }

  resize(): this {
    return this;
  }

  addRepresentation(): void {
    // Never drawn, so one size is enough.
  }

  setTemplateImage(option: boolean): void {
    this.isTemplateImage = option;
  }
}
guardInstances('NativeImage', HostNativeImage);

/** Electron's `nativeImage`. */
export const nativeImage = guardModule('nativeImage', {
  createEmpty: () => new HostNativeImage(Buffer.of()),
  createFromPath: (path: string) =>
    new HostNativeImage(existsSync(path) ? Buffer.from(readFileSync(path)) : Buffer.of()),
  createFromBuffer: (bytes: Uint8Array) => new HostNativeImage(Buffer.from(bytes)),
  createFromDataURL: (url: string) =>
    new HostNativeImage(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')),
});
