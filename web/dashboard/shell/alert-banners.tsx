// What is worth interrupting a reader for, such as a recall: at the top of the page's content, where it moves the content
// down and covers nothing; it goes by itself after a while or when it is closed. Everything is in the list of recent
// activity besides.
import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { AlertNews } from '../../shared/contract.ts';
import { TextLink } from '../../shared/parts/link.tsx';
import { alertName } from '../../shared/names.ts';
import { useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import type { Desk } from '../stock/desk.ts';
import classes from './alert-banners.module.css';

const loud: Record<string, string> = {
  'batch.recalled': 'red',
  'batch.quarantined': 'orange',
  'batch.released': 'tosca',
  'batch.expiry_conflict': 'orange',
  'schedule.shortfall': 'red',
};
/** A storm shows its last ones only. */
const most = 3;
const shownMs = (kind: string) => (loud[kind] === 'red' ? 60_000 : 15_000);

export function AlertBanners() {
  const t = useT();
  const { desk } = useSeat();
  const [alerts, setAlerts] = useState<AlertNews[]>([]);
  const drop = (seq: number) => setAlerts((before) => before.filter((alert) => alert.seq !== seq));
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const forget = desk.onAlert((alert) => {
      if (!loud[alert.kind]) return;
      setAlerts((before) => [alert, ...before.filter(({ seq }) => seq !== alert.seq)].slice(0, most));
      timers.add(setTimeout(() => drop(alert.seq), shownMs(alert.kind)));
    });
    return () => {
      forget();
      timers.forEach((timer) => clearTimeout(timer));
    };
  }, [desk]);
  return (
    <div className={classes.banners}>
      {alerts.map((alert) => (
        <Alert
          key={alert.seq}
          variant="light"
          color={loud[alert.kind]}
          icon={<IconAlertTriangle size={19} aria-hidden />}
          title={alertName(t, alert)}
          withCloseButton
          closeButtonLabel={t('activity.close')}
          onClose={() => drop(alert.seq)}
        >
          <AlertText desk={desk} alert={alert} />
        </Alert>
      ))}
    </div>
  );
}

function AlertText({ desk, alert }: { desk: Desk; alert: AlertNews }) {
  const place = alert.place && (desk.book.place(alert.place)?.name ?? alert.place);
  const batch = alert.batch ? desk.book.batch(alert.batch) : undefined;
  const lot = batch ? `${batch.product.name} ${batch.lot}` : alert.lot;
  const rest = [place, alert.reason].filter(Boolean).join(' · ');
  return (
    <>
      {lot && (alert.batch ? <TextLink to={`/batches/${alert.batch}`}>{lot}</TextLink> : lot)}
      {lot && rest && ' · '}
      {rest}
    </>
  );
}
