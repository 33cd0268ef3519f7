/** Switches for every Chromium that tests start: quiet, without first-run pages or calls to its maker. */
export function quietSwitches(): string[] {
  return [
    '--disable-background-networking',
    '--disable-quic',
    '--no-first-run',
    '--disable-component-update',
    '--disable-sync',
    // Chromium's own sandbox refuses to start for root, as in a container.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
}

/** Whether a person could see a window that Chromium opens here. */
export function hasDisplay(env: NodeJS.ProcessEnv = process.env): boolean {
  return process.platform !== 'linux' || Boolean(env.DISPLAY ?? env.WAYLAND_DISPLAY);
}
