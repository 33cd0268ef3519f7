const locale = 'en';
const list = new Intl.ListFormat(locale, { type: 'conjunction' });
const plural = new Intl.PluralRules(locale);
const integer = new Intl.NumberFormat(locale);
const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const exactTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
const unit = (name: string, unitDisplay: 'short' | 'long') =>
  new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: name,
    unitDisplay,
    maximumFractionDigits: 1,
  });
const units = {
  day: unit('day', 'long'),
  hour: unit('hour', 'short'),
  minute: unit('minute', 'short'),
  byte: unit('byte', 'long'),
  kilobyte: unit('kilobyte', 'short'),
};

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * A time span in its two largest units: "2 days 3 hr", "1 hr 12 min", "48 min", and below five minutes "4 min 12 s",
 * "14 s". It reads 0 s only when the time is over.
 *
 * @param span - milliseconds, zero or more
 */
export function formatSpan(span: number): string {
  if (span >= day) return twoUnits(span, day, units.day, hour, units.hour);
  if (span >= hour) return twoUnits(span, hour, units.hour, minute, units.minute);
  if (span >= 5 * minute) return units.minute.format(Math.floor(span / minute));
  const seconds = secondsLeft(span);
  if (seconds < 60) return formatSeconds(seconds);
  const head = units.minute.format(Math.floor(seconds / 60));
  return seconds % 60 === 0 ? head : `${head} ${formatSeconds(seconds % 60)}`;
}

/**
 * The whole seconds of a span, rounded up and never below zero.
 *
 * @param span - milliseconds
 */
export function secondsLeft(span: number): number {
  return Math.max(0, Math.ceil(span / second));
}

/** Seconds with their unit: "28 s". */
export function formatSeconds(seconds: number): string {
  return `${integer.format(seconds)} s`;
}

/** A point in time as a date and a time of day. */
export function formatTime(timestamp: number): string {
  return dateTime.format(timestamp);
}

/** A point in time to the second, for what happens many times in a minute. */
export function formatExactTime(timestamp: number): string {
  return exactTime.format(timestamp);
}

/**
 * A point in time, shorter when it was less than a day before now: "5:19 PM".
 *
 * @param timestamp - milliseconds since the epoch
 * @param now - milliseconds since the epoch
 */
export function formatRecent(timestamp: number, now: number): string {
  return now - timestamp < day ? time.format(timestamp) : dateTime.format(timestamp);
}

/** "1 account", "1,000 accounts". */
export function formatCount(count: number, one: string, many: string): string {
  return `${integer.format(count)} ${plural.select(count) === 'one' ? one : many}`;
}

/**
 * An amount of data in its fitting unit: "812 bytes", "1.2 kB".
 *
 * @param size - bytes
 */
export function formatSize(size: number): string {
  return size < 1000 ? units.byte.format(size) : units.kilobyte.format(size / 1000);
}

/** The text with a capital first letter. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "a, b, and c". */
export function formatList(items: readonly string[]): string {
  return list.format(items);
}

function twoUnits(
  span: number,
  large: number,
  largeFormat: Intl.NumberFormat,
  small: number,
  smallFormat: Intl.NumberFormat,
): string {
  const rest = Math.floor((span % large) / small);
  const head = largeFormat.format(Math.floor(span / large));
  return rest === 0 ? head : `${head} ${smallFormat.format(rest)}`;
}
