// Checks input against its shape and says every fault with its pointer, in Bahasa Indonesia and English.
import { z, type ZodError } from 'zod';
import { problems, type PointedError, type Text } from './problem.ts';

const idLocale = z.locales.id().localeError;
const enLocale = z.locales.en().localeError;

function say(locale: typeof idLocale, issue: ZodError['issues'][number]): string {
  const said = issue.code === 'custom' ? issue.message : locale(issue as Parameters<typeof locale>[0]);
  return typeof said === 'string' ? said : (said?.message ?? issue.message);
}

/** The texts and the code that a check of our own gave, see `fault` in shapes. */
function own(issue: ZodError['issues'][number]): { message: Text; code: string } | undefined {
  const { message, code } = (issue.code === 'custom' ? issue.params : undefined) ?? {};
  return message ? { message: message as Text, code: String(code) } : undefined;
}

function pointed(error: ZodError, root: string): PointedError[] {
  return error.issues.slice(0, 50).flatMap((issue) => {
    const base = `${root}${issue.path.map((part) => `/${String(part).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('')}`;
    const message = own(issue)?.message ?? { id: say(idLocale, issue), en: say(enLocale, issue) };
    const pointers = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => `${base}/${key}`) : [base];
    return pointers.map((pointer) => ({ pointer, message, code: own(issue)?.code ?? issue.code }));
  });
}

/**
 * Parses `input` by `shape`.
 * @param root the pointer's beginning: empty for a body, `/query` or `/params` for those.
 * @throws Problem validation_failed with every fault.
 */
export function validate<T extends z.ZodType>(
  shape: T | undefined,
  input: unknown,
  root: string,
): z.output<T> | undefined {
  if (!shape) return undefined;
  const result = shape.safeParse(input, { reportInput: true });
  if (!result.success) throw problems.validation_failed({}, pointed(result.error, root));
  return result.data;
}
