import { type FormEvent, useState } from 'react';

import { cleanApiKey, isApiKey } from '../apiKey';

interface Props {
  apiKey: string;
  /** HTTP status of the last answer; 0 when the server could not be reached, null before the first one. */
  status: number | null;
  onChange: (apiKey: string) => void;
}

/** The field for the API key, and what became of it. */
export function KeyField({ apiKey, status, onChange }: Props) {
  const [text, setText] = useState(apiKey);
  const key = cleanApiKey(text);
  const usable = key === '' || isApiKey(key);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (usable) onChange(key);
  };
  return (
    <form className="key-field" onSubmit={submit}>
      <label htmlFor="api-key">API key 密钥</label>
      <input
        id="api-key"
        type="password"
        autoComplete="off"
        spellCheck={false}
        value={text}
        aria-invalid={!usable}
        aria-describedby="api-key-state"
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" disabled={!usable || key === apiKey}>
        Use 使用
      </button>
      <span id="api-key-state" role="status">
        {usable ? keyState(apiKey, status) : 'A key has no spaces and no Chinese characters. 密钥不含空格和汉字。'}
      </span>
    </form>
  );
}

/** What the page says about the key in use. */
export function keyState(apiKey: string, status: number | null): string {
  if (apiKey === '') return 'Enter a key to begin; it is forgotten when this tab is closed. 请输入密钥，关闭标签页即清除。';
  if (status === null) return 'Asking the server … 正在连接';
  if (status === 0) return 'The server cannot be reached. 无法连接服务器。';
  if (status === 401) return 'The server does not accept this key. 密钥无效。';
  if (status === 403) return 'This key may not do that. 该密钥无此权限。';
  if (status >= 500) return `The server is in trouble (${status}). 服务器异常。`;
  return 'Connected 已连接';
}
