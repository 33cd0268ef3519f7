import { Component, type ReactNode } from 'react';
import { strings } from '../strings.ts';

interface ErrorBoundaryState {
  readonly crashed: boolean;
}

/** Shows a way out when rendering throws. It uses plain elements only, as the rest may be what broke. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { crashed: false };

  static getDerivedStateFromError(): ErrorBoundaryState {
    return { crashed: true };
  }

  override render(): ReactNode {
    if (!this.state.crashed) return this.props.children;
    return (
      <main className="panel" role="alert">
        <h1 className="panel-title">{strings.app.crashed.title}</h1>
        <p className="panel-text">{strings.app.crashed.body}</p>
        <button
          type="button"
          className="button button-primary"
          onClick={() => {
            window.location.reload();
          }}
        >
          {strings.app.crashed.reload}
        </button>
      </main>
    );
  }
}
