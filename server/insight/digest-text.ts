// The daily mail in a person's language, as plain text and as HTML: first what their own place must see to, then how many
// tasks are open below it.
import type { Language } from '../kernel/problem.ts';
import { TASK_KINDS, TASK_SPECS, type TaskKind } from '../tasks/kinds.ts';
import { taskDetail } from '../tasks/views.ts';

export interface DigestTask {
  kind: TaskKind;
  data: Record<string, unknown>;
}

export interface Digest {
  language: Language;
  name: string;
  place: string;
  /** YYYY-MM-DD at the place. */
  day: string;
  own: readonly DigestTask[];
  /** Open tasks below the place, by kind. */
  below: readonly { kind: TaskKind; count: number }[];
}

export interface Mail {
  subject: string;
  text: string;
  html: string;
}

/** Of one kind, so many are written out. */
const MOST_LINES = 20;

const WORDS = {
  id: {
    subject: '{count} tugas di {place}, {day}',
    hello: 'Yth. {name},',
    own: 'Yang perlu ditangani {place}:',
    none: 'Tidak ada tugas terbuka di {place}.',
    below: 'Tugas terbuka di bawahnya:',
    more: '… dan {count} lagi',
    end: 'E-mail ini dikirim sekali sehari oleh Jejak Vaksin karena Anda memintanya; matikan di menu akun.',
  },
  en: {
    subject: '{count} tasks at {place}, {day}',
    hello: 'Dear {name},',
    own: 'What {place} must see to:',
    none: 'No task is open at {place}.',
    below: 'Open tasks below it:',
    more: '… and {count} more',
    end: 'This mail is sent once a day by Jejak Vaksin because you asked for it; end it in the account menu.',
  },
} as const;

const put = (sentence: string, values: Record<string, string | number>) =>
  sentence.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
const escape = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

interface Section {
  title: string;
  lines: string[];
}

const order = { urgent: 0, warning: 1, notice: 2 } as const;
const rank = (kind: TaskKind) => order[TASK_SPECS[kind].weight] * 100 + TASK_KINDS.indexOf(kind);

function sectionsOf({ own, below, language }: Digest): { own: Section[]; below: string[] } {
  const words = WORDS[language];
  const kinds = [...new Set(own.map(({ kind }) => kind))].sort((a, b) => rank(a) - rank(b));
  const sections = kinds.map((kind) => {
    const all = own.filter((task) => task.kind === kind);
    const lines = all.slice(0, MOST_LINES).map(({ data }) => taskDetail(kind, data, language));
    const more = all.length - lines.length;
    if (more > 0) lines.push(put(words.more, { count: more }));
    return { title: `${TASK_SPECS[kind].title[language]} (${all.length})`, lines };
  });
  const counts = [...below].sort((a, b) => rank(a.kind) - rank(b.kind));
  return {
    own: sections,
    below: counts.map(({ kind, count }) => `${TASK_SPECS[kind].title[language]}: ${count}`),
  };
}

/** Writes the mail. Whatever comes from the data is text, never markup. */
export function writeDigest(digest: Digest): Mail {
  const { language, name, place } = digest;
  const words = WORDS[language];
  const day = new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(Date.parse(`${digest.day}T00:00:00Z`));
  const { own, below } = sectionsOf(digest);
  const subject = put(words.subject, { count: digest.own.length, place, day }).replace(/[\r\n]+/g, ' ');
  const intro = put(own.length > 0 ? words.own : words.none, { place });
  const hello = put(words.hello, { name });
  const text = [
    hello,
    '',
    intro,
    ...own.flatMap(({ title, lines }) => ['', title, ...lines.map((line) => `  - ${line}`)]),
    ...(below.length > 0 ? ['', words.below, ...below.map((line) => `  - ${line}`)] : []),
    '',
    '--',
    words.end,
    '',
  ].join('\n');
  const list = (lines: readonly string[]) =>
    `<ul>${lines.map((line) => `<li>${escape(line)}</li>`).join('')}</ul>`;
  const html = [
    `<!doctype html><html lang="${language}"><meta charset="utf-8"><body style="font-family:sans-serif;line-height:1.5">`,
    `<p>${escape(hello)}</p><p>${escape(intro)}</p>`,
    ...own.map(({ title, lines }) => `<h3>${escape(title)}</h3>${list(lines)}`),
    below.length > 0 ? `<h3>${escape(words.below)}</h3>${list(below)}` : '',
    `<hr><p><small>${escape(words.end)}</small></p></body></html>`,
  ].join('\n');
  return { subject, text, html };
}
