import './workers';
import 'graphiql/style.css';
import './page.css';

import { GraphiQL } from 'graphiql';
import { useMemo, useState } from 'react';

import { keepApiKey, readApiKey } from '../apiKey';
import { CHECKS } from './checks';
import { makeFetcher } from './fetcher';
import { KeyField } from './KeyField';

/** GraphiQL's own item in the storage that it is given; absent until its first tabs are made. */
const TABS_ITEM = 'graphiql:tabState';

/**
 * GraphiQL over /graphql of the same origin. Queries, variables and history go to sessionStorage like the key: they may
 * hold citizen numbers, and nothing of them should outlive the tab.
 */
export function GraphiQLPage() {
  const [apiKey, setApiKey] = useState(() => readApiKey(sessionStorage));
  const [status, setStatus] = useState<number | null>(null);
  const [firstVariables] = useState(firstTabVariables);
  const fetcher = useMemo(() => makeFetcher(apiKey, setStatus), [apiKey]);

  const changeKey = (key: string) => {
    keepApiKey(sessionStorage, key);
    setStatus(null);
    setApiKey(key);
  };
  return (
    <div className="page">
      <header className="page-header">
        <h1>creditgraph</h1>
        <KeyField apiKey={apiKey} status={status} onChange={changeKey} />
      </header>
      <main>
        <GraphiQL
          fetcher={fetcher}
          storage={sessionStorage}
          defaultTabs={CHECKS}
          defaultQuery=""
          {...firstVariables}
          defaultEditorToolsVisibility="variables"
          inputValueDeprecation
          schemaDescription
        >
          <GraphiQL.Logo>GraphiQL</GraphiQL.Logo>
        </GraphiQL>
      </main>
    </div>
  );
}

/** GraphiQL fills the variables editor of the first tab from this property only; later visits have their own. */
function firstTabVariables(): { initialVariables?: string } {
  const variables = CHECKS[0]?.variables;
  if (variables === undefined || sessionStorage.getItem(TABS_ITEM) !== null) return {};
  return { initialVariables: variables };
}
