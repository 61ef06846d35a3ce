// When a screen breaks: says that the queue is safe, and offers to start anew.
import { Component, type ReactNode } from 'react';
import { useT } from '../../shared/speech.tsx';
import { Button, Notice } from './parts.tsx';

export class Guard extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const t = useT();
  return (
    <main className="main">
      <Notice tone="bad" title={t('scanner.crash')}>
        <Button onClick={() => location.reload()}>{t('scanner.reload')}</Button>
      </Notice>
    </main>
  );
}
