import { type Caller, service, session } from '../../scripts/callers.ts';
import { issuedKey, serviceRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { A, role } from './chain.ts';

/** The session of a role that a service was seen taking on a day; nothing in its calls says whose it is. */
export function takenBy(stage: Stage, principal: string, name: string, day = 30): Caller {
  const issued = {
    at: stage.at(day, '08:00'),
    by: service(principal),
    account: A,
    role: role(name),
    session: 'run',
    from: '',
  };
  stage.add(serviceRole(issued));
  return session({ role: issued.role, session: 'run', key: issuedKey(issued), issuedAt: issued.at });
}
