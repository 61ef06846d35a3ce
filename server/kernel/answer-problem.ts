// How an error leaves: as a problem (RFC 9457) in the caller's language. Whatever is no problem is a bug of ours.
import type { Request as HttpRequest, Response } from 'express';
import type { House } from './house.ts';
import { Problem, problemOfConstraint, problems, type Language } from './problem.ts';
import { databaseError, isDatabaseLost } from './transaction.ts';

/** Bahasa Indonesia unless the request prefers English (RFC 9110 section 12.5.4). */
export function languageOf(header: string | undefined, request: HttpRequest): Language {
  return header && request.acceptsLanguages('id', 'en') === 'en' ? 'en' : 'id';
}

/** What an error means to the caller. Whatever is no Problem is a bug: logged once, told without details. */
export function problemOf(house: House, error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { type, status, limit } = (error ?? {}) as { type?: string; status?: number; limit?: number };
  if (type === 'entity.too.large')
    return problems.body_too_large({ limit: limit ?? house.config.maxBodyBytes });
  if (type === 'entity.parse.failed' || type === 'request.size.invalid' || type === 'request.aborted')
    return problems.invalid_json();
  if (type === 'charset.unsupported' || type === 'encoding.unsupported' || status === 415)
    return problems.unsupported_media_type();
  if (error instanceof URIError || (status === 400 && type === undefined)) return problems.not_found();
  const constraint = problemOfConstraint(databaseError(error)?.constraint);
  if (constraint) return constraint;
  if (isDatabaseLost(error)) {
    house.log.warn({ err: error }, 'the database does not answer');
    return problems.database_unavailable({}, undefined, { 'Retry-After': '5' });
  }
  house.log.error({ err: error }, 'a request failed');
  return problems.internal_error();
}

/** Answers with a problem. */
export function sendProblem(response: Response, problem: Problem, language: Language): void {
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  response.setHeader('Content-Language', language);
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify(problem.toBody(language)));
}
