// One need: what it comes to, what the person may do with it now, and what became of it so far.
import { Button, Textarea } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { officerRoles } from '../../shared/area.ts';
import { levelName } from '../../shared/names.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { Card, Facts, Page, Section } from '../../shared/parts/page.tsx';
import { ProblemNotice } from '../../shared/parts/problem.tsx';
import { Loaded } from '../../shared/parts/states.tsx';
import { Timeline } from '../../shared/parts/timeline.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { NeedBadge } from './badges.tsx';
import { NeedForm } from './need-form.tsx';
import { isAtOrAbove, type Need, type NeedStep } from './shapes.ts';

type WithHistory = Need & { history: NeedStep[] };

export default function NeedPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const read = useRead<WithHistory>(`/api/v1/needs/${encodeURIComponent(id)}`);
  return <Loaded read={read}>{(need) => <Shown need={need} />}</Loaded>;
}

/** What the person may do now; the service has the last word. */
function useMay({ state, place, approvedLevel }: Need) {
  const { user } = useSeat();
  const isOfficer = (officerRoles as readonly string[]).includes(user.role);
  const isPlanner = isOfficer || user.role === 'health_centre_staff';
  const { level } = user.place;
  const judgedAt = (approved: string | null) => approved !== null && isAtOrAbove(approved, level);
  const isAbove = isOfficer && user.place.code !== place.code;
  return {
    amend: isPlanner && (state === 'draft' || state === 'returned'),
    propose: isPlanner && state === 'draft',
    // Once approved, an office approves again only from further up, and returns what it or one below approved.
    approve: isAbove && (state === 'proposed' || (state === 'approved' && !judgedAt(approvedLevel))),
    return: isAbove && (state === 'proposed' || (state === 'approved' && isAtOrAbove(level, approvedLevel!))),
  };
}

function Shown({ need }: { need: WithHistory }) {
  const t = useT();
  const { number, hundredths } = useFormat();
  const may = useMay(need);
  const [asked, setAsked] = useState<'amend' | 'return'>();
  const [reason, setReason] = useState('');
  const act = useAct<{ verb: 'propose' | 'approve' | 'return'; reason?: string }>(
    ({ verb, ...more }, id) => ({
      path: `/api/v1/needs/${need.id}/${verb}`,
      body: { id, revision: need.revision, ...more },
    }),
    { onDone: () => setAsked(undefined) },
  );
  return (
    <Page
      title={`${need.product.name} ${need.year}`}
      text={need.place.name}
      badge={<NeedBadge state={need.state} />}
      back={{ to: '/needs', label: t('planning.needs') }}
      actions={
        <>
          {may.propose && (
            <Button loading={act.isPending} onClick={() => act.mutate({ verb: 'propose' })}>
              {t('planning.propose')}
            </Button>
          )}
          {may.approve && (
            <Button loading={act.isPending} onClick={() => act.mutate({ verb: 'approve' })}>
              {t('planning.approve')}
            </Button>
          )}
          {may.return && (
            <Button variant="default" onClick={() => setAsked('return')}>
              {t('planning.return')}
            </Button>
          )}
          {may.amend && (
            <Button variant="default" onClick={() => setAsked('amend')}>
              {t('common.change')}
            </Button>
          )}
        </>
      }
    >
      {asked !== 'return' && <ProblemNotice error={act.error} />}
      <Card>
        <Facts
          items={[
            [t('planning.population'), number(need.population)],
            [t('planning.dosesEach'), number(need.dosesEach)],
            [t('planning.usageIndex'), hundredths(need.usageIndex)],
            [
              t('planning.need'),
              t('planning.result', { vials: number(need.vials), doses: number(need.doses) }),
            ],
            [
              t('planning.state'),
              need.approvedLevel && t('planning.approvedBy', { level: levelName(t, need.approvedLevel) }),
            ],
            [t('common.reason'), need.reason],
          ]}
        />
      </Card>
      <Section title={t('planning.history')}>
        <Timeline
          events={need.history.map((step) => ({
            key: String(step.revision),
            title: t(`planning.acts.${step.act}`),
            at: step.at,
            by: `${step.by.name} (${step.by.unit})`,
            text: [
              `${number(step.population)} × ${step.dosesEach} ÷ ${hundredths(step.usageIndex)} = ${t('planning.vialsOf', { vials: number(step.vials) })}`,
              step.reason,
            ]
              .filter(Boolean)
              .join(' · '),
          }))}
        />
      </Section>
      {asked === 'amend' && <NeedForm year={need.year} need={need} onClose={() => setAsked(undefined)} />}
      <Dialog
        opened={asked === 'return'}
        onClose={() => setAsked(undefined)}
        title={t('planning.return')}
        text={t('planning.returnText')}
        confirm={t('planning.return')}
        busy={act.isPending}
        disabled={reason.trim() === ''}
        error={act.error}
        onConfirm={() => act.mutate({ verb: 'return', reason: reason.trim() })}
      >
        <Textarea
          label={t('common.reason')}
          required
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </Dialog>
    </Page>
  );
}
