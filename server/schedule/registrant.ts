// Who is to be vaccinated: the shape of what a client sends, the checks on it, and how little of it is ever shown.
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { z } from 'zod';
import { Day, fault } from '../kernel/shapes.ts';

export interface Person {
  nik: string;
  name: string;
  birthDate: string;
  /** E.164. */
  phone: string;
}

export interface MaskedPerson {
  nik: string;
  name: string;
  birthYear: string;
  phone: string;
}

/** Day, month and year of birth as a NIK holds them; a woman's day is 40 more. Undefined when there is no such date. */
export function birthOfNik(nik: string): { day: number; month: number; year: number } | undefined {
  const [day, month, year] = [6, 8, 10].map((at) => Number(nik.slice(at, at + 2))) as [
    number,
    number,
    number,
  ];
  const real = day > 40 ? day - 40 : day;
  // 2000 and 1900 differ in February: 29 February is let through when either century has it.
  const lastDay = Math.max(
    ...[1900, 2000].map((century) => new Date(Date.UTC(century + year, month, 0)).getUTCDate()),
  );
  if (month < 1 || month > 12 || real < 1 || real > lastDay) return undefined;
  return { day: real, month, year };
}

/** What is wrong with the form of a NIK: area, date or serial; undefined when nothing is. */
export function faultOfNik(nik: string): 'nik_area' | 'nik_date' | 'nik_serial' | undefined {
  const province = Number(nik.slice(0, 2));
  if (province < 11 || province > 96 || nik.slice(2, 4) === '00' || nik.slice(4, 6) === '00')
    return 'nik_area';
  if (!birthOfNik(nik)) return 'nik_date';
  if (nik.slice(12) === '0000') return 'nik_serial';
  return undefined;
}

/** Whether the date that a NIK holds is this birth date; the century is the birth date's to say. */
export function agrees(nik: string, birthDate: string): boolean {
  const birth = birthOfNik(nik);
  const [year, month, day] = birthDate.split('-').map(Number);
  return !!birth && birth.day === day && birth.month === month && birth.year === year! % 100;
}

const NIK_FAULTS = {
  nik_area: { id: 'Kode wilayah NIK tidak ada', en: 'The area code of the NIK does not exist' },
  nik_date: { id: 'Tanggal lahir di dalam NIK tidak ada', en: 'The birth date in the NIK does not exist' },
  nik_serial: { id: 'Nomor urut NIK tidak boleh 0000', en: 'The serial number of the NIK cannot be 0000' },
};

/** What a client sends. Faults are told without repeating what was sent: it is personal. */
export const Registrant = z
  .strictObject({
    nik: z
      .string()
      .regex(/^\d{16}$/)
      .meta({ description: 'Indonesian identity number, 16 digits; a woman’s day of birth is 40 more' }),
    name: z.string().trim().min(1).max(200),
    birthDate: Day,
    phone: z.string().min(5).max(30).meta({ description: 'E.164, or as dialled in Indonesia' }),
  })
  .transform((sent, check): Person => {
    const { nik, birthDate } = sent;
    const wrong = faultOfNik(nik);
    if (wrong) {
      check.issues.push(fault(undefined, ['nik'], wrong, NIK_FAULTS[wrong]));
    } else if (!agrees(nik, birthDate)) {
      const message = {
        id: 'Tanggal lahir di dalam NIK berbeda dari birthDate',
        en: 'The NIK holds another birth date than birthDate',
      };
      check.issues.push(fault(undefined, ['nik'], 'nik_birth_date_mismatch', message));
    }
    const phone = phoneOf(sent.phone);
    if (phone !== undefined) return { ...sent, phone };
    const message = { id: 'Bukan nomor telepon yang sah', en: 'Not a valid phone number' };
    check.issues.push(fault(undefined, ['phone'], 'phone_invalid', message));
    return z.NEVER;
  });

/** A phone number in E.164, Indonesian unless it says otherwise; undefined when it is none. */
export function phoneOf(text: string): string | undefined {
  // The text is the number: one is not looked for among other words.
  const parsed = parsePhoneNumberFromString(text, { defaultCountry: 'ID', extract: false });
  return parsed?.isPossible() ? parsed.number : undefined;
}

/** 'Budi Santoso' as 'B*** S***': as long for short names as for long ones. */
export function maskName(name: string): string {
  return name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `${[...word][0]}***`)
    .join(' ');
}

/** All but the last digits replaced. */
export function maskDigits(text: string, shown: number): string {
  return text.slice(-shown).padStart(text.length, '*');
}

/** What staff and clients see of a registrant. */
export function mask(person: Person): MaskedPerson {
  return {
    nik: maskDigits(person.nik, 4),
    name: maskName(person.name),
    birthYear: person.birthDate.slice(0, 4),
    phone: maskDigits(person.phone, 3),
  };
}
