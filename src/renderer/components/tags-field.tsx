import { useId, useRef, type KeyboardEvent, type ReactElement } from 'react';
import {
  Button as AriaButton,
  Input,
  Label,
  Tag,
  TagGroup,
  TagList,
  Text,
  TextField,
  FieldError,
} from 'react-aria-components';
import { tagLimits } from '../../shared/limits.ts';
import { strings } from '../strings.ts';
import { useAnnounce } from './announcer.tsx';
import { CloseIcon, PlusIcon } from './icons.tsx';

/** The tags of a form and what is typed for the next one. */
export interface TagsDraft {
  readonly tags: readonly string[];
  readonly typed: string;
  /** Why what is typed cannot become a tag. */
  readonly problem: string | null;
}

/** A draft that starts with these tags. */
export function draftTags(tags: readonly string[]): TagsDraft {
  return { tags, typed: '', problem: null };
}

/** The most suggestions that show at once. */
const suggestionCount = 8;

interface TagsFieldProps {
  readonly draft: TagsDraft;
  readonly onChange: (draft: TagsDraft) => void;
  /** The tags that other accounts have. */
  readonly known: readonly string[];
  readonly autoFocus?: boolean;
}

/** Chooses tags: type and press Enter, or press a suggestion. */
export function TagsField({
  draft,
  onChange,
  known,
  autoFocus = false,
}: TagsFieldProps): ReactElement {
  const announce = useAnnounce();
  const labelId = useId();
  const input = useRef<HTMLInputElement>(null);

  const add = (text: string) => {
    const next = commitTag({ ...draft, typed: text });
    onChange(next);
    if (next.tags !== draft.tags) announce(strings.tags.added(text.trim()));
  };
  const remove = (tag: string) => {
    onChange({ ...draft, tags: draft.tags.filter((other) => other !== tag), problem: null });
    announce(strings.tags.removed(tag));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isEntered = event.key === 'Enter' || event.key === ',';
    if (isEntered && draft.typed.trim() !== '') {
      event.preventDefault();
      add(draft.typed);
    }
    const last = draft.tags.at(-1);
    if (event.key === 'Backspace' && draft.typed === '' && last !== undefined) remove(last);
  };
  const suggestions = suggestTags(known, draft);

  return (
    <div className="field">
      <span className="field-label" id={labelId}>
        {strings.tags.label}
      </span>
      {draft.tags.length > 0 && (
        <TagGroup
          aria-labelledby={labelId}
          onRemove={(keys) => {
            for (const key of keys) remove(String(key));
            input.current?.focus();
          }}
        >
          <TagList className="tags">
            {draft.tags.map((tag) => (
              <Tag key={tag} id={tag} textValue={tag} className="tag tag-removable">
                <span className="truncate">{tag}</span>
                <AriaButton
                  slot="remove"
                  className="tag-remove"
                  aria-label={strings.tags.remove(tag)}
                >
                  <CloseIcon />
                </AriaButton>
              </Tag>
            ))}
          </TagList>
        </TagGroup>
      )}
      <TextField
        className="field"
        value={draft.typed}
        onChange={(typed) => {
          onChange({ ...draft, typed, problem: null });
        }}
        isInvalid={draft.problem !== null}
        autoFocus={autoFocus}
        validationBehavior="aria"
        autoComplete="off"
      >
        <Label className="visually-hidden">{strings.tags.addLabel}</Label>
        <Input
          ref={input}
          className="input"
          placeholder={strings.tags.placeholder}
          onKeyDown={onKeyDown}
        />
        <FieldError className="field-error">{draft.problem}</FieldError>
        <Text slot="description" className="field-hint">
          {strings.tags.hint}
        </Text>
      </TextField>
      {suggestions.length > 0 && (
        <ul className="tags" aria-label={strings.tags.suggestions}>
          {suggestions.map((tag) => (
            <li key={tag}>
              <AriaButton
                className="tag tag-suggestion"
                aria-label={strings.tags.add(tag)}
                onPress={() => {
                  add(tag);
                  input.current?.focus();
                }}
              >
                <PlusIcon />
                <span className="truncate">{tag}</span>
              </AriaButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/**
 * Turns what was typed into a tag, or tells why it cannot become one.
 *
 * @param draft - the tags so far and what was typed; blank adds nothing
 */
export function commitTag(draft: TagsDraft): TagsDraft {
  const tag = draft.typed.trim();
  if (tag === '') return { ...draft, typed: '' };
  if (tag.length > tagLimits.length) {
    return { ...draft, problem: strings.tags.tooLong(tagLimits.length) };
  }
  if (draft.tags.includes(tag)) return { ...draft, problem: strings.tags.twice(tag) };
  if (draft.tags.length >= tagLimits.count) {
    return { ...draft, problem: strings.tags.tooMany(tagLimits.count) };
  }
  return draftTags([...draft.tags, tag]);
}

/** The known tags that fit what is typed and are not chosen yet. */
export function suggestTags(known: readonly string[], draft: TagsDraft): readonly string[] {
  const typed = draft.typed.trim().toLowerCase();
  return known
    .filter((tag) => !draft.tags.includes(tag) && tag.toLowerCase().includes(typed))
    .slice(0, suggestionCount);
}
