/** Hands out the URLs that the app opens, each once, to whoever waits for one. */
export class OpenedUrls {
  private readonly seen: string[] = [];
  private readonly waiting: ((url: string) => void)[] = [];
  private taken = 0;

  add(url: string): void {
    this.seen.push(url);
    const next = this.waiting.shift();
    if (next) {
      this.taken += 1;
      next(url);
    }
  }

  all(): string[] {
    return [...this.seen];
  }

  /** @throws Error when none comes within `timeout` milliseconds */
  async next(timeout: number): Promise<string> {
    const waitingAlready = this.seen[this.taken];
    if (waitingAlready !== undefined) {
      this.taken += 1;
      return waitingAlready;
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(receive), 1);
        reject(new Error(`The app opened no URL within ${timeout} ms.`));
      }, timeout);
      const receive = (url: string) => {
        clearTimeout(timer);
        resolve(url);
      };
      this.waiting.push(receive);
    });
  }
}
