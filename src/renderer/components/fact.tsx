import type { ReactElement, ReactNode } from 'react';

interface FactProps {
  readonly term: string;
  readonly children: ReactNode;
}

/** One line of a `<dl className="facts">`: what is said, and its value. */
export function Fact({ term, children }: FactProps): ReactElement {
  return (
    <div className="fact">
      <dt>{term}</dt>
      <dd className="selectable">{children}</dd>
    </div>
  );
}

/** A value that is compared letter by letter. */
export function CodeFact({
  term,
  value,
}: {
  readonly term: string;
  readonly value: string;
}): ReactElement {
  return (
    <Fact term={term}>
      <code>{value}</code>
    </Fact>
  );
}
