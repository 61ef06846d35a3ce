// One count: what is to be counted, batch by batch; a scan brings its line to the front. Only what was counted is sent.
import { useLiveQuery } from 'dexie-react-hooks';
import { useState } from 'react';
import { useFormat, useT } from '../../shared/speech.tsx';
import { db } from '../data/database.ts';
import { useDraft } from '../data/drafts.ts';
import type { Identified } from '../data/identify-here.ts';
import { believeIn } from '../data/shelf.ts';
import { announce } from '../parts/announce.tsx';
import { BatchScan } from '../parts/batch-scan.tsx';
import { Button, Doses, Notice } from '../parts/parts.tsx';
import { useNote } from '../parts/use-note.tsx';
import { WhenField } from '../parts/when-field.tsx';
import { go } from '../route.ts';
import { signal } from '../scan/signal.ts';
import type { Batch, Count, FactOf, Product } from '../wire.ts';

interface Counted {
  available: number;
  quarantined: number;
}

interface Form {
  /** By batch; only what was counted. */
  lines: Record<string, Counted>;
  /** The batch that was scanned last. */
  front?: string;
  at?: number;
}

interface Row {
  batch: Batch;
  product?: Product;
  book: Counted;
}

/** What is to be counted, and what was scanned besides; of an own count only what was scanned. */
async function rowsOf(count: Count | undefined, form: Form): Promise<Row[]> {
  const ids = new Set([...(count?.lines.map(({ batch }) => batch) ?? []), ...Object.keys(form.lines)]);
  const rows: Row[] = [];
  for (const batch of await db.batches.bulkGet([...ids])) {
    if (!batch) continue;
    const { usable, held } = await believeIn(batch.id);
    rows.push({
      batch,
      product: await db.products.get(batch.product),
      book: { available: usable, quarantined: held },
    });
  }
  return rows.sort((a, b) => Number(b.batch.id === form.front) - Number(a.batch.id === form.front));
}

export function CountForm({ count, fix }: { count?: Count; fix?: string }) {
  const t = useT();
  const draft = `count/${count?.id ?? 'free'}`;
  const [form, change] = useDraft<Form>(draft, { lines: {} });
  const [fault, setFault] = useState<string>();
  const noting = useNote();
  const rows = useLiveQuery(async () => (form ? rowsOf(count, form) : undefined), [count, form]);
  const refused = useLiveQuery(async () => (fix ? ((await db.queue.get(fix)) ?? null) : null), [fix]);
  if (!form || !rows || refused === undefined) return null;
  const product = count ? (count.product ?? undefined) : rows[0]?.batch.product;
  const entered = Object.keys(form.lines).length;

  const put = (batch: string, counted: Counted) =>
    change({ lines: Object.assign({}, form.lines, { [batch]: counted }), front: form.front, at: form.at });

  function onBatch({ found }: Identified) {
    if (found.kind !== 'batch') return;
    const of = found.batch;
    const why = !of
      ? t('scanner.check.unknownBatch')
      : product !== undefined && of.product !== product
        ? t('scanner.count.otherProduct')
        : undefined;
    setFault(why);
    if (why) {
      signal('bad');
      return announce(why);
    }
    const lines = Object.assign({ [of!.id]: { available: 0, quarantined: 0 } }, form!.lines);
    change({ lines, front: of!.id, at: form!.at });
  }

  async function submit() {
    const lines = Object.entries(form!.lines).map(([batch, { available, quarantined }]) => ({
      batch,
      available,
      quarantined,
    }));
    const fact: FactOf<'count'> = count
      ? { kind: 'count', count: count.id, lines }
      : { kind: 'count', lines };
    const name = rows!.find(({ batch }) => form!.lines[batch.id])?.product?.name ?? '';
    const about = `${name} · ${t('scanner.count.entered', { count: lines.length })}`;
    const when = form!.at ?? (refused ? Date.parse(refused.event.occurredAt) : undefined);
    const occurredAt = when === undefined ? undefined : new Date(when);
    if (await noting.save({ fact, about, replaces: fix, draft, occurredAt })) go(fix ? 'queue' : '');
  }

  return (
    <>
      {refused && (
        <Notice tone="look" text={t('scanner.note.correcting')}>
          <WhenField
            value={new Date(form.at ?? refused.event.occurredAt)}
            onChange={(at) => change({ lines: form.lines, front: form.front, at: at.getTime() })}
          />
        </Notice>
      )}
      {fault && <Notice tone="bad" text={fault} />}
      <BatchScan aim={t('scanner.count.scanAim')} onBatch={onBatch} judge={false} />
      <ul className="list">
        {rows.map((row) => (
          <li key={row.batch.id}>
            <CountLine
              row={row}
              counted={form.lines[row.batch.id]}
              blind={count?.blind ?? false}
              onChange={(counted) => put(row.batch.id, counted)}
            />
          </li>
        ))}
      </ul>
      {noting.fault}
      <p>{t('scanner.count.entered', { count: entered })}</p>
      <Button main disabled={entered === 0 || noting.busy} onClick={() => void submit()}>
        {t('scanner.count.submit')}
      </Button>
    </>
  );
}

interface CountLineProps {
  row: Row;
  counted?: Counted;
  /** Nobody is told what the book says. */
  blind: boolean;
  onChange: (counted: Counted) => void;
}

function CountLine({ row: { batch, product, book }, counted, blind, onChange }: CountLineProps) {
  const t = useT();
  const format = useFormat();
  const { lot, expiry } = batch;
  return (
    <div className="card">
      <h2>
        {product?.name} · {lot}
      </h2>
      <span className="soft">
        {t('scanner.check.expiry')} {format.day(expiry)}
        {!blind && ` · ${t('scanner.count.book', { formatted: format.number(book.available) })}`}
      </span>
      {counted ? (
        <>
          <Doses
            label={t('scanner.count.available', { lot })}
            value={counted.available}
            step={product?.dosesPerVial ?? 1}
            onChange={(available) => onChange({ available, quarantined: counted.quarantined })}
          />
          <Doses
            label={t('scanner.count.held', { lot })}
            value={counted.quarantined}
            step={product?.dosesPerVial ?? 1}
            onChange={(quarantined) => onChange({ available: counted.available, quarantined })}
          />
        </>
      ) : (
        <Button onClick={() => onChange({ available: 0, quarantined: 0 })}>
          {t('scanner.count.start')} {lot}
        </Button>
      )}
    </div>
  );
}
