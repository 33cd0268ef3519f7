type Listener = (
  details: Electron.OnBeforeRequestListenerDetails,
  callback: (response: Electron.CallbackResponse) => void,
) => void;

/** The part of `session.webRequest` that can stop a request. */
export class HostWebRequest implements Pick<Electron.WebRequest, 'onBeforeRequest'> {
  private patterns: readonly RegExp[] = [];
  private listener: Listener | null = null;

  onBeforeRequest(
    filterOrListener: Electron.WebRequestFilter | Listener | null,
    listener?: Listener | null,
  ): void {
    const filter =
      typeof filterOrListener === 'function' || filterOrListener === null ? null : filterOrListener;
    this.listener = typeof filterOrListener === 'function' ? filterOrListener : (listener ?? null);
    this.patterns = (filter?.urls ?? ['<all_urls>']).map(asExpression);
  }

  /** Asks the app's listener about a request; without one every request passes. */
  async ask(details: Electron.OnBeforeRequestListenerDetails): Promise<Electron.CallbackResponse> {
    const { listener } = this;
    if (!listener || !this.patterns.some((pattern) => pattern.test(details.url))) return {};
    return new Promise((resolve) => {
      listener(details, resolve);
    });
  }
}

function asExpression(pattern: string): RegExp {
  if (pattern === '<all_urls>') return /^/;
  const text = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/^\*:/, '[a-z][a-z0-9+.-]*:')
    .replaceAll('*', '.*');
  return new RegExp(`^${text}$`, 'i');
}

/** Electron's name for what Chromium calls a resource type. */
export function resourceType(
  resource: string,
  mainFrame: boolean,
): Electron.OnBeforeRequestListenerDetails['resourceType'] {
  switch (resource) {
    case 'Document':
      return mainFrame ? 'mainFrame' : 'subFrame';
    case 'Stylesheet':
      return 'stylesheet';
    case 'Script':
      return 'script';
    case 'Image':
      return 'image';
    case 'Font':
      return 'font';
    case 'XHR':
    case 'Fetch':
      return 'xhr';
    case 'Ping':
      return 'ping';
    case 'CSPViolationReport':
      return 'cspReport';
    case 'Media':
      return 'media';
    case 'WebSocket':
      return 'webSocket';
    default:
      return 'other';
  }
}
