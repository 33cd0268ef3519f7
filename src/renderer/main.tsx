import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createRowActions } from './accounts/row-actions.ts';
import { App } from './app.tsx';
import { createSend } from './bridge.ts';
import { ErrorBoundary } from './components/error-boundary.tsx';
import { createStore } from './store.ts';
import { preloadRareDialogs } from './use-rare-dialogs.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const send = createSend(window.accountManager);
const store = createStore(window.accountManager, send);
const rowActions = createRowActions(send);
store.start();

createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <App store={store} send={send} rowActions={rowActions} />
    </ErrorBoundary>
  </StrictMode>,
);

preloadRareDialogs();
