/** An event of Electron's kind: listeners may prevent what would follow. */
export interface ElectronEvent {
  readonly defaultPrevented: boolean;
  preventDefault(): void;
}

/** Makes an event carrying `details`. */
export function createEvent<Details extends object>(details: Details): ElectronEvent & Details;
export function createEvent(): ElectronEvent;
export function createEvent(details: object = {}): ElectronEvent {
  let prevented = false;
  return Object.defineProperties(
    {
      ...details,
      defaultPrevented: false,
      preventDefault: () => {
        prevented = true;
      },
    },
    {
      ...Object.getOwnPropertyDescriptors(details),
      defaultPrevented: { get: () => prevented, enumerable: true },
    },
  );
}
