// Who may do what with a need: whoever works at the place or above drafts and proposes it, an office above reviews it.
import type { Actor } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import type { Directory, Level, Place } from '../places/directory.ts';
import type { Need } from './need.ts';
import { planningProblems } from './problems.ts';

const RANK: readonly Level[] = ['district', 'province', 'national'];

/** The level of the office that reviews. @throws Problem forbidden unless it stands above the place. */
function officeAbove(directory: Directory, actor: Actor, place: Place): Level {
  const office = directory.byId(actor.unit.id);
  if (!office || office.id === place.id || !place.path.startsWith(office.path)) throw problems.forbidden();
  return office.level;
}

/**
 * @returns the level at which the need is approved.
 * @throws Problem forbidden, need_own_proposal, need_approved_above when an office at that level or above did so already.
 */
export function mayApprove(directory: Directory, actor: Actor, need: Need, place: Place): Level {
  const level = officeAbove(directory, actor, place);
  if (need.proposedBy === actor.id) throw planningProblems.need_own_proposal();
  const approved = need.approvedLevel;
  if (approved && RANK.indexOf(approved) >= RANK.indexOf(level))
    throw planningProblems.need_approved_above({ level: approved });
  return level;
}

/** @throws Problem forbidden, need_approved_above when an office further up approved it. */
export function mayReturn(directory: Directory, actor: Actor, need: Need, place: Place): void {
  const level = officeAbove(directory, actor, place);
  const approved = need.approvedLevel;
  if (approved && RANK.indexOf(approved) > RANK.indexOf(level))
    throw planningProblems.need_approved_above({ level: approved });
}
