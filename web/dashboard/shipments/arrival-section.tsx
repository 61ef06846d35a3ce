// How a received shipment came, as its arrival report tells it: only what was noted.
import { Card, Facts, Section } from '../../shared/parts/page.tsx';
import { DayOf } from '../../shared/parts/moment.tsx';
import { Loaded } from '../../shared/parts/states.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { papers, type Arrival } from './arrival.ts';
import { pathOf, type Shipment } from './shipment.ts';

interface ArrivalReport {
  number: string;
  receivedBy: string | null;
  hoursOnTheWay: number;
  arrival: Arrival;
}

export function ArrivalSection({ shipment }: { shipment: Shipment }) {
  const t = useT();
  const read = useRead<ArrivalReport>(`${pathOf(shipment.id)}/arrival-report`);
  return (
    <Section title={t('shipments.arrival.section')}>
      <Loaded read={read} rows={1}>
        {(report) => <Report report={report} />}
      </Loaded>
    </Section>
  );
}

function Report({ report }: { report: ArrivalReport }) {
  const t = useT();
  const { number, decimal } = useFormat();
  const { arrival } = report;
  const { condition, coolant, freezeIndicator, labelled, documents, loggers = [] } = arrival;
  const there = documents && papers.filter((paper) => documents[paper]);
  const celsius = (value: number | undefined) => (value === undefined ? '–' : `${decimal(value)} °C`);
  return (
    <Card>
      <Facts
        items={[
          [t('shipments.arrival.number'), report.number],
          [t('shipments.arrival.receivedBy'), report.receivedBy],
          [t('shipments.arrival.deliveredBy'), arrival.deliveredBy],
          [
            t('shipments.arrival.hours'),
            t('shipments.arrival.hoursValue', {
              formatted: decimal(report.hoursOnTheWay),
            }),
          ],
          [t('shipments.arrival.condition'), condition && t(`shipments.arrival.conditions.${condition}`)],
          [t('shipments.arrival.coolant'), coolant && t(`shipments.arrival.coolants.${coolant}`)],
          [
            t('shipments.arrival.freezeIndicator'),
            freezeIndicator && t(`shipments.arrival.freezeIndicators.${freezeIndicator}`),
          ],
          [
            t('shipments.arrival.labelled'),
            labelled === undefined ? null : t(labelled ? 'common.yes' : 'common.no'),
          ],
          [t('shipments.arrival.packages'), arrival.packages === undefined ? null : number(arrival.packages)],
          [
            t('shipments.arrival.inspectedOn'),
            arrival.inspectedOn && <DayOf key="inspected" date={arrival.inspectedOn} />,
          ],
          [
            t('shipments.arrival.documents'),
            there?.map((paper) => t(`shipments.arrival.papers.${paper}`)).join(', '),
          ],
          ...loggers.map(
            ({ serial, minCelsius, maxCelsius, alarm, remark }) =>
              [
                t('shipments.arrival.loggerOf', { serial }),
                [
                  `${celsius(minCelsius)} … ${celsius(maxCelsius)}`,
                  t(alarm ? 'shipments.arrival.alarmYes' : 'shipments.arrival.alarmNo'),
                  remark,
                ]
                  .filter(Boolean)
                  .join(' · '),
              ] as const,
          ),
          [t('shipments.arrival.remarks'), arrival.remarks],
        ]}
      />
    </Card>
  );
}
