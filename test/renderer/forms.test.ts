import { describe, expect, it } from 'vitest';
import { commitTag, draftTags, suggestTags } from '../../src/renderer/components/tags-field.tsx';
import { checkOrgDraft, draftOrg, toOrgInput } from '../../src/renderer/orgs/org-draft.ts';
import { contract } from '../../src/shared/contract.ts';
import { tagLimits } from '../../src/shared/limits.ts';

describe('a draft of tags', () => {
  const typed = (text: string, tags: string[] = ['blue']) => ({ ...draftTags(tags), typed: text });

  it('adds what was typed, trimmed', () => {
    expect(commitTag(typed('  red '))).toEqual(draftTags(['blue', 'red']));
  });

  it('stays as it is when nothing was typed', () => {
    expect(commitTag(typed('   '))).toEqual(draftTags(['blue']));
  });

  it('refuses a tag twice, a tag too long and a tag too many', () => {
    const full = Array.from({ length: tagLimits.count }, (_, index) => String(index));
    const tooLong = 'x'.repeat(tagLimits.length + 1);
    for (const draft of [typed('blue'), typed(tooLong), typed('red', full)]) {
      const next = commitTag(draft);
      expect(next.problem).not.toBeNull();
      expect(next).toMatchObject({ tags: draft.tags, typed: draft.typed });
    }
  });

  it('accepts exactly what the contract accepts', () => {
    const tags = Array.from({ length: tagLimits.count - 1 }, (_, index) => String(index));
    const longest = commitTag(typed('x'.repeat(tagLimits.length), tags));
    const input = { accountId: 'a', tags: longest.tags };
    expect(contract.commands['accounts.setTags'].input.safeParse(input).success).toBe(true);
    expect(longest.problem).toBeNull();
  });

  it('suggests known tags that fit and are not chosen', () => {
    expect(suggestTags(['blue', 'Brown', 'red'], typed('b'))).toEqual(['Brown']);
  });
});

describe('a draft of an org', () => {
  it('starts with scopes that make a session renewable', () => {
    expect(draftOrg({}).scopes).toBe('openid profile email offline_access');
  });

  it('tells every field that is missing', () => {
    expect(Object.keys(checkOrgDraft({ ...draftOrg({}), scopes: ' ' }))).toEqual([
      'name',
      'issuer',
      'clientId',
      'scopes',
    ]);
  });

  it('becomes an input that the contract accepts', () => {
    const draft = {
      name: ' Acme ',
      issuer: ' acme.okta.com',
      clientId: '0oa1 ',
      scopes: 'openid,  email openid',
    };
    const input = toOrgInput(draft);
    expect(input).toEqual({
      name: 'Acme',
      issuer: 'acme.okta.com',
      clientId: '0oa1',
      scopes: ['openid', 'email'],
    });
    expect(contract.commands['orgs.add'].input.safeParse(input).success).toBe(true);
  });
});
