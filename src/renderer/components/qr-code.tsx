import { useMemo, type ReactElement } from 'react';
import { encodeQR } from 'qr';

interface QrCodeProps {
  readonly text: string;
  /** What the code is, for those who do not see it. */
  readonly label: string;
  readonly caption: string;
}

/** Longer texts make a code so fine that no camera reads it from a screen: bytes. */
const mostBytes = 600;

/** The quiet zone that the standard asks for, in modules (ISO/IEC 18004, section 6.3.8). */
const border = 4;

/** A text as a QR code with its caption, dark on light in every theme; nothing for a text that is too long. */
export function QrCode({ text, label, caption }: QrCodeProps): ReactElement | null {
  const drawing = useMemo(() => draw(text), [text]);
  if (drawing === null) return null;
  const { size, path } = drawing;
  return (
    <figure className="qr">
      <svg
        className="qr-code"
        role="img"
        aria-label={label}
        viewBox={`0 0 ${String(size)} ${String(size)}`}
        shapeRendering="crispEdges"
      >
        <path d={path} />
      </svg>
      <figcaption className="field-hint">{caption}</figcaption>
    </figure>
  );
}

/** The dark modules as one path, run by run. */
function draw(text: string): { readonly size: number; readonly path: string } | null {
  if (new TextEncoder().encode(text).length > mostBytes) return null;
  const rows = encodeQR(text, 'raw', { border });
  const runs = rows.flatMap((row, y) =>
    row.flatMap((isDark, x) => {
      if (!isDark || row[x - 1] === true) return [];
      const end = row.indexOf(false, x);
      const length = (end === -1 ? row.length : end) - x;
      return [`M${String(x)} ${String(y)}h${String(length)}v1h-${String(length)}z`];
    }),
  );
  return { size: rows.length, path: runs.join('') };
}
