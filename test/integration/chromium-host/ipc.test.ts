import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FixtureApp } from './fixture-app.ts';
import { openFixture, stopFixtures } from './fixture-app.ts';

const refusal = 'An object could not be cloned.';

describe('messages between the page and the app', { timeout: 30_000 }, () => {
  let fixture: FixtureApp;
  beforeAll(async () => {
    fixture = await openFixture();
  }, 60_000);
  afterAll(stopFixtures);

  it.each([
    ['undefined', 'value === undefined'],
    ['-0', 'Object.is(value, -0)'],
    ['NaN', 'Number.isNaN(value)'],
    ['12345678901234567890n', 'value === 12345678901234567890n'],
    ['"\\ud800 lone, \\u0000 nul"', 'value === "\\ud800 lone, \\u0000 nul"'],
    ['new Date(7)', 'value instanceof Date && value.getTime() === 7'],
    ['new Map([[{ a: 1 }, new Set([2])]])', '[...value][0][0].a === 1 && [...value][0][1].has(2)'],
    [
      'new Uint8Array([1, 2, 255]).subarray(1)',
      'value instanceof Uint8Array && value.join() === "2,255"',
    ],
    ['/a+/gi', 'value.source === "a+" && value.flags === "gi"'],
    ['[1, , 3]', 'value.length === 3 && 1 in value && value[1] === undefined'],
    ['new TypeError("no")', 'value instanceof Error && value.message === "no"'],
    ['JSON.parse(`{"__proto__": {"a": 1}}`)', 'Object.hasOwn(value, "__proto__")'],
    ['(() => { const a = { b: {} }; a.b.a = a; return a; })()', 'value.b.a === value'],
  ])('carry %s there and back', async (made, check) => {
    const roundTrip = `fixture.invoke('echo', ${made}).then(([value]) => ${check})`;
    expect(await fixture.inPage(roundTrip)).toBe(true);
  });

  it('give the app real objects of its own world', async () => {
    expect(await fixture.inPage('fixture.invoke("describe", new Map([[1, 2]]))')).toBe('Map 1');
    expect(await fixture.inPage('fixture.invoke("describe", -0)')).toBe('-0');
  });

  it.each(['function', 'promise', 'symbol', 'blob'])('refuse a %s in the preload', async (what) => {
    const text = `fixture.invokeWith('${what}').catch((error) => String(error))`;
    expect(await fixture.inPage(text)).toBe(`Error: ${refusal}`);
  });

  it('refuse a function in an answer, and drop what a class keeps private', async () => {
    expect(await fixture.invoke('answer-with', 'function')).toBe(
      `Error: Error invoking remote method 'answer-with': Error: ${refusal}`,
    );
    expect(await fixture.invoke('answer-with', 'class')).toEqual({ x: 1 });
  });

  it('wrap an error of the handler, and of a missing one, as Electron does', async () => {
    expect(await fixture.invoke('throw')).toBe(
      "Error: Error invoking remote method 'throw': TypeError: no luck",
    );
    expect(await fixture.invoke('nobody')).toBe(
      "Error: Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
    );
  });

  it('reach a listener in the page until it stops listening', async () => {
    const listen = `(async () => {
      const heard = [];
      const turn = () => new Promise((resolve) => setTimeout(resolve, 60));
      const stop = fixture.on('tick', (date, map) => heard.push([date instanceof Date, map.get('n') === 1n]));
      await fixture.invoke('tick');
      await turn();
      stop();
      await fixture.invoke('tick');
      await turn();
      return heard;
    })()`;
    expect(await fixture.inPage(listen)).toEqual([[true, true]]);
  });

  it('go one way with send', async () => {
    await fixture.inPage('fixture.send("one-way", "hello")');
    await fixture.said('one-way hello');
  });

  it('carry ten thousand rows fast enough for a test', async () => {
    const rows = `(async () => {
      const rows = Array.from({ length: 10000 }, (_, id) => ({ id: 'row ' + id, tags: ['a', 'b'], at: id }));
      const start = performance.now();
      const [back] = await fixture.invoke('echo', rows);
      return back.length === 10000 && performance.now() - start;
    })()`;
    expect(await fixture.inPage(rows)).toBeLessThan(5_000);
  });

  it('can be forged by a test: another origin, a frame inside the page, a frame that has gone', async () => {
    const evil = { url: 'https://evil.example/', origin: 'https://evil.example' };
    const ask = async (frame: 'top' | 'child' | 'gone') => {
      const sender = { ...evil, frame };
      const params = { windowId: 1, sender, channel: 'sender', args: [] };
      return (await fixture.app.control('ipc.invoke-as', params)).value;
    };
    expect(await ask('top')).toMatchObject({ origin: evil.origin, parent: true, main: false });
    expect(await ask('child')).toMatchObject({ origin: evil.origin, parent: false, top: false });
    expect(await ask('gone')).toMatchObject({ nothing: true, main: false });
  });

  it('lose their frame when the page goes while the app works on them', async () => {
    await fixture.inPage('void fixture.invoke("slow-sender")');
    await fixture.page.reload();
    await fixture.page.getByText('module ran').waitFor();
    await fixture.inPage('fixture.send("continue")');
    await fixture.said('slow-sender true true');
  });

  it('work again after a reload, with a preload of a new world', async () => {
    await fixture.invoke('tick');
    await expect.poll(() => fixture.inPage('fixture.received()')).toBe(1);
    await fixture.page.reload();
    await fixture.page.getByText('module ran').waitFor();
    expect(await fixture.inPage('fixture.received()')).toBe(0);
    expect(await fixture.invoke('echo', 'again')).toEqual(['again']);
    expect(await fixture.invoke('sender')).toMatchObject({ main: true, nothing: false });
  });
});
