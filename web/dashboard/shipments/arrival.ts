// How a shipment came, for the vaccine arrival report: what is asked on the screen, and what of it is sent.
export const coolants = [
  'none',
  'dry_ice',
  'ice_packs',
  'cool_packs',
  'refrigerated_vehicle',
  'other',
] as const;
export const freezeIndicators = ['ok', 'alarm', 'absent'] as const;
export const conditions = ['good', 'damaged', 'wet', 'opened'] as const;
export const papers = ['packingList', 'releaseCertificate', 'goodsIssueNote'] as const;

export interface Logger {
  key: string;
  serial: string;
  minCelsius: number | null;
  maxCelsius: number | null;
  alarm: boolean;
  remark: string;
}

/** As it is filled in; nothing of it need be. */
export interface ArrivalForm {
  deliveredBy: string;
  condition: (typeof conditions)[number] | null;
  coolant: (typeof coolants)[number] | null;
  freezeIndicator: (typeof freezeIndicators)[number] | null;
  labelled: 'yes' | 'no' | null;
  packages: number | null;
  inspectedOn: string;
  documents: (typeof papers)[number][];
  loggers: Logger[];
  remarks: string;
}

export const emptyArrival: ArrivalForm = {
  deliveredBy: '',
  condition: null,
  coolant: null,
  freezeIndicator: null,
  labelled: null,
  packages: null,
  inspectedOn: '',
  documents: [],
  loggers: [],
  remarks: '',
};

/** What is told of it afterwards. */
export interface Arrival {
  deliveredBy?: string;
  condition?: (typeof conditions)[number];
  coolant?: (typeof coolants)[number];
  freezeIndicator?: (typeof freezeIndicators)[number];
  labelled?: boolean;
  packages?: number;
  inspectedOn?: string;
  documents?: Partial<Record<(typeof papers)[number], boolean>>;
  loggers?: { serial: string; minCelsius?: number; maxCelsius?: number; alarm: boolean; remark?: string }[];
  remarks?: string;
}

/** What was filled in; nothing when nothing was. */
export function toArrival(form: ArrivalForm): Arrival | undefined {
  const { condition, coolant, freezeIndicator, labelled, documents } = form;
  const arrival: Arrival = {
    deliveredBy: form.deliveredBy.trim() || undefined,
    condition: condition ?? undefined,
    coolant: coolant ?? undefined,
    freezeIndicator: freezeIndicator ?? undefined,
    labelled: labelled === null ? undefined : labelled === 'yes',
    packages: form.packages ?? undefined,
    inspectedOn: form.inspectedOn || undefined,
    documents:
      documents.length > 0
        ? Object.fromEntries(papers.map((paper) => [paper, documents.includes(paper)]))
        : undefined,
    loggers:
      form.loggers.length > 0
        ? form.loggers.map(({ serial, minCelsius, maxCelsius, alarm, remark }) => ({
            serial: serial.trim(),
            minCelsius: minCelsius ?? undefined,
            maxCelsius: maxCelsius ?? undefined,
            alarm,
            remark: remark.trim() || undefined,
          }))
        : undefined,
    remarks: form.remarks.trim() || undefined,
  };
  return Object.values(arrival).some((value) => value !== undefined) ? arrival : undefined;
}
