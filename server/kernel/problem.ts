// RFC 9457 problems. Each room defines its own codes here-shaped; a Problem is thrown, the door translates and sends it.
export type Language = 'id' | 'en';
export type Params = Record<string, string | number | boolean | null | undefined>;
export type Text = Record<Language, string>;

export interface ProblemSpec {
  status: number;
  title: Text;
  /** Sentences with `{name}` places filled from the parameters; the title serves when absent. */
  detail?: Text;
}

/** One wrong element of the input: a JSON pointer (RFC 6901) or parameter name, and what is wrong with it. */
export interface PointedError {
  pointer: string;
  message: Text;
  code?: string;
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors?: { pointer: string; message: string; code?: string }[];
  [extension: string]: unknown;
}

const registry = new Map<string, ProblemSpec>();
const constraints = new Map<string, () => Problem>();

/** Fills `{name}` places of a sentence. */
export function fill(sentence: string, params: Params = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in params ? String(params[name]) : whole,
  );
}

export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly spec: ProblemSpec,
    readonly params: Params = {},
    readonly errors?: readonly PointedError[],
    readonly headers: Record<string, string> = {},
  ) {
    super(fill((spec.detail ?? spec.title).en, params));
    this.name = 'Problem';
  }

  get status(): number {
    return this.spec.status;
  }

  /** The `application/problem+json` body in `language`; the parameters follow as extension members (section 3.2). */
  toBody(language: Language): ProblemBody {
    return {
      ...this.params,
      type: `/problems/${this.code}`,
      title: this.spec.title[language],
      status: this.spec.status,
      detail: fill((this.spec.detail ?? this.spec.title)[language], this.params),
      code: this.code,
      ...(this.errors && {
        errors: this.errors.map(({ pointer, message, code }) => ({
          pointer,
          message: message[language],
          code,
        })),
      }),
    };
  }
}

export type ProblemMaker = (
  params?: Params,
  errors?: readonly PointedError[],
  headers?: Record<string, string>,
) => Problem;

/** Defines a room's problems; the keys are the stable codes. A code may be defined once in the whole service. */
export function defineProblems<const T extends Record<string, ProblemSpec>>(
  specs: T,
): Record<keyof T, ProblemMaker> {
  const makers = {} as Record<keyof T, ProblemMaker>;
  for (const [code, spec] of Object.entries(specs)) {
    if (registry.has(code)) throw new Error(`Problem ${code} is defined twice`);
    registry.set(code, spec);
    makers[code as keyof T] = (params, errors, headers) => new Problem(code, spec, params, errors, headers);
  }
  return makers;
}

/** Says which problem a violated database constraint means. */
export function mapConstraint(constraint: string, make: () => Problem): void {
  constraints.set(constraint, make);
}

/** The problem that a violated constraint stands for, if a room has named one. */
export function problemOfConstraint(constraint: string | undefined): Problem | undefined {
  return constraint === undefined ? undefined : constraints.get(constraint)?.();
}

/** Every problem of the service by code, for the documentation. */
export function allProblems(): ReadonlyMap<string, ProblemSpec> {
  return registry;
}

export const problems = defineProblems({
  invalid_json: {
    status: 400,
    title: { id: 'JSON tidak sah', en: 'Invalid JSON' },
    detail: { id: 'Isi permintaan bukan JSON yang sah.', en: 'The body of the request is not valid JSON.' },
  },
  validation_failed: {
    status: 422,
    title: { id: 'Masukan tidak sah', en: 'Invalid input' },
    detail: {
      id: 'Ada isian yang salah; lihat daftar kesalahan.',
      en: 'Some of the input is wrong; see the list of errors.',
    },
  },
  unsupported_media_type: {
    status: 415,
    title: { id: 'Jenis isi tidak didukung', en: 'Unsupported content type' },
    detail: { id: 'Kirim isi sebagai application/json.', en: 'Send the body as application/json.' },
  },
  body_too_large: {
    status: 413,
    title: { id: 'Isi terlalu besar', en: 'Body too large' },
    detail: { id: 'Isi permintaan melebihi {limit} bita.', en: 'The body exceeds {limit} bytes.' },
  },
  not_found: {
    status: 404,
    title: { id: 'Tidak ditemukan', en: 'Not found' },
    detail: {
      id: 'Tidak ada yang demikian, atau berada di luar wilayah Anda.',
      en: 'There is no such thing, or it lies outside your area.',
    },
  },
  method_not_allowed: { status: 405, title: { id: 'Metode tidak diizinkan', en: 'Method not allowed' } },
  forbidden: {
    status: 403,
    title: { id: 'Tidak berwenang', en: 'Not permitted' },
    detail: { id: 'Peran Anda tidak boleh melakukan ini.', en: 'Your role may not do this.' },
  },
  unauthenticated: {
    status: 401,
    title: { id: 'Belum masuk', en: 'Not signed in' },
    detail: { id: 'Sertakan token akses yang sah.', en: 'Send a valid access token.' },
  },
  idempotency_conflict: {
    status: 409,
    title: { id: 'Id sudah dipakai', en: 'Id already used' },
    detail: {
      id: 'Id ini sudah dipakai untuk permintaan lain. Gunakan id baru.',
      en: 'This id was used for a different request. Use a new id.',
    },
  },
  answer_expired: {
    status: 409,
    title: { id: 'Sudah tercatat', en: 'Already recorded' },
    detail: {
      id: 'Permintaan ini sudah tercatat; jawabannya tidak disimpan lagi.',
      en: 'This request was recorded; its answer is no longer kept.',
    },
  },
  precondition_failed: { status: 412, title: { id: 'Data sudah berubah', en: 'Precondition failed' } },
  too_busy: {
    status: 503,
    title: { id: 'Layanan sedang sibuk', en: 'Service busy' },
    detail: {
      id: 'Terlalu banyak permintaan menunggu. Coba lagi.',
      en: 'Too many requests are waiting. Try again.',
    },
  },
  database_unavailable: {
    status: 503,
    title: { id: 'Basis data tidak menjawab', en: 'Database unavailable' },
    detail: {
      id: 'Coba lagi sebentar lagi, dengan id yang sama: tidak akan tercatat dua kali.',
      en: 'Try again in a moment, with the same id: nothing is recorded twice.',
    },
  },
  shutting_down: {
    status: 503,
    title: { id: 'Layanan sedang berhenti', en: 'Service stopping' },
    detail: { id: 'Coba lagi sebentar lagi.', en: 'Try again in a moment.' },
  },
  too_many_requests: {
    status: 429,
    title: { id: 'Terlalu sering', en: 'Too many requests' },
    detail: { id: 'Coba lagi dalam {seconds} detik.', en: 'Try again in {seconds} seconds.' },
  },
  internal_error: {
    status: 500,
    title: { id: 'Kesalahan pada layanan', en: 'Internal error' },
    detail: {
      id: 'Terjadi kesalahan di pihak kami dan sudah dicatat.',
      en: 'Something went wrong on our side and has been logged.',
    },
  },
});
