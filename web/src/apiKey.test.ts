import { describe, expect, it } from 'vitest';

import { cleanApiKey, isApiKey, keepApiKey, readApiKey, type KeyStore } from './apiKey';

function memoryStore(): KeyStore & { items: Map<string, string> } {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
  };
}

describe('cleanApiKey', () => {
  it.each([
    ['  abc\n', 'abc'],
    ['Bearer abc', 'abc'],
    ['bearer   abc ', 'abc'],
    ['bearerabc', 'bearerabc'],
    ['', ''],
  ])('%j becomes %j', (text, key) => {
    expect(cleanApiKey(text)).toBe(key);
  });
});

describe('isApiKey', () => {
  it.each(['abc', 'cg_1-2.3~!', 'A'])('%j can stand in a header', (key) => {
    expect(isApiKey(key)).toBe(true);
  });

  it.each(['', 'a b', '密钥', 'a\u0000', 'é'])('%j cannot', (key) => {
    expect(isApiKey(key)).toBe(false);
  });
});

describe('keeping the key', () => {
  it('reads back what was kept, and forgets an empty one', () => {
    const store = memoryStore();
    expect(readApiKey(store)).toBe('');
    keepApiKey(store, 'abc');
    expect(readApiKey(store)).toBe('abc');
    keepApiKey(store, '');
    expect(readApiKey(store)).toBe('');
    expect(store.items.size).toBe(0);
  });
});
