// The oldest version of an application that may talk to the service: an older one is told so before anything else.
import type { RequestHandler } from 'express';
import { languageOf, sendProblem } from '../server/kernel/answer-problem.ts';
import type { Config } from '../server/kernel/config.ts';
import { problems } from '../server/kernel/problem.ts';
import { mobileProblems } from './problems.ts';

export const VERSION_HEADER = 'x-app-version';
const SHAPE = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})$/;

/** Whether one version (`1.4.0`) comes before another. */
export function isOlder(version: string, minimum: string): boolean {
  const [a = [], b = []] = [version, minimum].map((text) => text.split('.').map(Number));
  const at = a.findIndex((part, index) => part !== b[index]);
  return at >= 0 && a[at]! < b[at]!;
}

/**
 * Answers 426 to versions older than `config.mobileMinimumVersion`. An application that says no version is let in: only
 * those that say one can be asked to update.
 */
export function versionGate({ mobileMinimumVersion: minimumVersion }: Config): RequestHandler {
  return (http, response, next) => {
    const version = http.headers[VERSION_HEADER];
    if (version === undefined || http.path === '/openapi.json') return next();
    const language = languageOf(http.headers['accept-language'], http);
    if (typeof version !== 'string' || !SHAPE.test(version)) {
      const message = { id: 'Harus berbentuk 1.2.3', en: 'Must look like 1.2.3' };
      const problem = problems.validation_failed({}, [{ pointer: '/headers/x-app-version', message }]);
      return void sendProblem(response, problem, language);
    }
    if (!isOlder(version, minimumVersion)) return next();
    void sendProblem(response, mobileProblems.app_outdated({ version, minimumVersion }), language);
  };
}
