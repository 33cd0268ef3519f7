import type { ReactElement } from 'react';

/** Tags to read, all of them. */
export function PlainTags({ tags }: { readonly tags: readonly string[] }): ReactElement {
  return (
    <ul className="tags">
      {tags.map((tag) => (
        <li key={tag} className="tag" title={tag}>
          {tag}
        </li>
      ))}
    </ul>
  );
}
