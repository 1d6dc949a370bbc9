import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { GraphiQLPage } from './graphiql/GraphiQLPage';

const page = document.getElementById('page');
if (page === null) throw new Error('index.html has no element #page');
createRoot(page).render(
  <StrictMode>
    <GraphiQLPage />
  </StrictMode>,
);
