import type { ReactElement } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { formatList } from '../format.ts';
import { strings } from '../strings.ts';

/** The most tags a row shows; the rest stands behind a button. */
const shownTags = 5;

interface AccountTagsProps {
  readonly tags: readonly string[];
  readonly onMore: () => void;
}

/** The tags of a row. */
export function AccountTags({ tags, onMore }: AccountTagsProps): ReactElement | null {
  if (tags.length === 0) return null;
  const rest = tags.slice(shownTags);
  return (
    <ul className="tags" aria-label={strings.account.tags}>
      {tags.slice(0, shownTags).map((tag) => (
        <li key={tag} className="tag" title={tag}>
          {tag}
        </li>
      ))}
      {rest.length > 0 && (
        <li>
          <AriaButton
            className="tag tag-more"
            aria-label={strings.account.moreTagsLabel(formatList(rest))}
            onPress={onMore}
          >
            {strings.account.moreTags(rest.length)}
          </AriaButton>
        </li>
      )}
    </ul>
  );
}
