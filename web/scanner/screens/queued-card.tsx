// One event of the queue, with what the service said of it and what the person may do about it.
import { useState, type FormEvent } from 'react';
import { useFormat, useT } from '../../shared/speech.tsx';
import type { Queued } from '../data/database.ts';
import { acknowledgeFlag, sendAgain, setAside } from '../data/queue.ts';
import { Button, Field, type Tone } from '../parts/parts.tsx';
import { correctionOf } from './corrections.ts';

const TONES: Record<Queued['state'], Tone> = {
  waiting: 'plain',
  sending: 'plain',
  sent: 'good',
  flagged: 'look',
  refused: 'bad',
  replaced: 'plain',
  aside: 'plain',
};

export function QueuedCard({ queued, own }: { queued: Queued; own: boolean }) {
  const t = useT();
  const format = useFormat();
  const { state, event, about, problem, next, warnings = [], personName } = queued;
  const seen = queued.seenAt !== undefined;
  return (
    <div
      className="notice"
      data-tone={state === 'flagged' && seen ? 'plain' : TONES[state]}
      data-state={state}
    >
      <strong>
        {t(`scanner.kinds.${event.kind}`)} · {about}
      </strong>
      <span>
        {t(`scanner.queue.states.${state}`)} · {format.full(event.occurredAt)} ·{' '}
        {t('scanner.queue.number', { seq: event.deviceSeq })}
      </span>
      {!own && <span>{t('scanner.queue.hidden', { name: personName })}</span>}
      {problem && <p>{problem.detail || problem.title}</p>}
      {problem?.errors?.map(({ pointer, message }) => (
        <p key={pointer + message}>{message}</p>
      ))}
      {next && <strong>{next.text}</strong>}
      {state !== 'refused' && warnings.map(({ code, message }) => <p key={code}>{message}</p>)}
      {queued.asideReason && <p>{t('scanner.queue.asideBecause', { reason: queued.asideReason })}</p>}
      {queued.replacedBy && <p>{t('scanner.queue.replacedBy')}</p>}
      {queued.replaces && <p>{t('scanner.queue.replaces')}</p>}
      {state === 'flagged' && !seen && (
        <Button onClick={() => void acknowledgeFlag(queued.id)}>{t('scanner.queue.seen')}</Button>
      )}
      {state === 'refused' && <Settle queued={queued} own={own} />}
    </div>
  );
}

function Settle({ queued, own }: { queued: Queued; own: boolean }) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const correction = own ? correctionOf(queued) : undefined;
  function submit(event: FormEvent) {
    event.preventDefault();
    void setAside(queued.id, reason.trim());
  }
  if (asking) {
    return (
      <form className="stack" onSubmit={submit}>
        <p>{t('scanner.queue.asideText')}</p>
        <Field label={t('scanner.queue.asideReason')}>
          {(ids) => (
            <input
              {...ids}
              value={reason}
              maxLength={200}
              onChange={({ currentTarget }) => setReason(currentTarget.value)}
            />
          )}
        </Field>
        <div className="row">
          <Button onClick={() => setAsking(false)}>{t('scanner.cancel')}</Button>
          <Button submit danger disabled={reason.trim() === ''}>
            {t('scanner.queue.aside')}
          </Button>
        </div>
      </form>
    );
  }
  return (
    <div className="row">
      {correction && (
        <a className="button" data-main href={correction}>
          {t('scanner.queue.correct')}
        </a>
      )}
      {own && <Button onClick={() => void sendAgain(queued.id)}>{t('scanner.queue.again')}</Button>}
      <Button onClick={() => setAsking(true)}>{t('scanner.queue.aside')}</Button>
    </div>
  );
}
