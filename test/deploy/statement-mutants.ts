import { at, resourcesOf } from '../../deploy/cdk/checks/template.ts';
import { changed, type Mutant, type Path, without } from './edits.ts';

/** Every condition of every statement; but for those that the library gives the account itself on its own key. */
export function conditionsRemoved(template: unknown): readonly Mutant[] {
  return statementPaths(template)
    .filter((path) => at(template, ...path, 'Condition') !== undefined)
    .filter((path) => !JSON.stringify(at(template, ...path, 'Principal') ?? '').includes(':root'))
    .map((path) => ({
      what: `${path.join('.')} without its condition`,
      mutant: without(template, [...path, 'Condition']),
    }));
}

/** Every Allow of an identity: any action of its service, and any resource where one is named. */
export function widened(template: unknown): readonly Mutant[] {
  return statementPaths(template)
    .filter(
      (path) =>
        at(template, ...path, 'Effect') === 'Allow' && at(template, ...path, 'Resource') !== undefined,
    )
    .filter((path) => at(template, ...path, 'Principal') === undefined)
    .flatMap((path) => {
      const action = [at(template, ...path, 'Action')].flat().map(String)[0] ?? '';
      const any = `${action.split(':')[0]}:*`;
      const wide = {
        what: `${path.join('.')} allows ${any}`,
        mutant: changed(template, [...path, 'Action'], any),
      };
      if (at(template, ...path, 'Resource') === '*') return [wide];
      return [
        wide,
        { what: `${path.join('.')} on *`, mutant: changed(template, [...path, 'Resource'], '*') },
      ];
    });
}

const HOLDERS = ['PolicyDocument', 'AssumeRolePolicyDocument', 'KeyPolicy'];

function statementPaths(template: unknown): readonly Path[] {
  return resourcesOf(template).flatMap(({ id, properties }) => {
    const roots: Path[] = HOLDERS.map((name) => [name]);
    const paths = [...roots, ['Policies', 0, 'PolicyDocument']];
    const found = paths.flatMap((path) => {
      const statements = at(properties, ...path, 'Statement');
      const count = Array.isArray(statements) ? statements.length : 0;
      return Array.from(
        { length: count },
        (_, index): Path => ['Resources', id, 'Properties', ...path, 'Statement', index],
      );
    });
    const single: Path = ['Resources', id, 'Properties', 'Statement'];
    return at(properties, 'Statement') === undefined ? found : [...found, single];
  });
}
