/** The API key (密钥) of this browser tab: kept in sessionStorage only, so that closing the tab forgets it. */

const ITEM = 'creditgraph.apiKey';

export type KeyStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The key as typed or pasted, without the white space and the word "Bearer" that come along when it is copied. */
export function cleanApiKey(text: string): string {
  return text.trim().replace(/^bearer\s+/i, '');
}

/** Whether the key can stand in a header at all: visible ASCII, no white space. What it is worth, the server says. */
export function isApiKey(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key);
}

export function readApiKey(store: KeyStore): string {
  return store.getItem(ITEM) ?? '';
}

/** Keep the key for this tab; an empty one is forgotten. */
export function keepApiKey(store: KeyStore, key: string): void {
  if (key === '') store.removeItem(ITEM);
  else store.setItem(ITEM, key);
}
