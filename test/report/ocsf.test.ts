import { describe, expect, it } from 'vitest';
import { toOcsf } from '../../src/report/ocsf.ts';
import { aFinding } from './a-finding.ts';

const product = {
  version: '0.1.0',
  techniques: (id: string) => (id === 'new-country' ? ['T1078.004'] : ['T1550']),
};
const record = (...parts: Parameters<typeof aFinding>) => JSON.parse(toOcsf(aFinding(...parts), product));

describe('an OCSF Detection Finding', () => {
  it('has every field that the class and the cloud profile require', () => {
    const time = Date.parse('2026-03-14T02:14:07Z');
    expect(record()).toMatchObject({
      activity_id: 1,
      category_uid: 2,
      class_uid: 2004,
      type_uid: 2004 * 100 + 1,
      severity_id: 5,
      time,
      metadata: {
        version: '1.8.0',
        product: { name: 'Rolewarden', vendor_name: 'Rolewarden', version: '0.1.0' },
        profiles: ['cloud'],
      },
      cloud: { provider: 'AWS', region: 'eu-central-1', account: { uid: '444455556666' } },
      finding_info: { uid: '6a1d0c5e-0000-4000-8000-00000000a001', created_time: time },
    });
  });

  it('has what the class recommends: who, which call, from where, which role, and the rules behind it', () => {
    const { evidences, resources, finding_info: info, observables, ...rest } = record();
    expect(rest).toMatchObject({ status_id: 1, is_alert: true, risk_score: 90, risk_level_id: 4 });
    expect(evidences).toEqual([
      {
        actor: {
          user: {
            name: 'DeployRole',
            uid: 'arn:aws:sts::111122223333:assumed-role/DeployRole/alice',
            account: { uid: '111122223333' },
            credential_uid: 'ASIACALLERKEYEXAMPLE',
          },
        },
        api: { operation: 'AssumeRole', service: { name: 'sts.amazonaws.com' } },
        src_endpoint: {
          ip: '203.0.113.7',
          location: { country: 'BR', city: 'Recife' },
          autonomous_system: { number: 64_500, name: 'Example Telecom' },
        },
      },
    ]);
    expect(resources).toEqual([
      { type: 'AWS::IAM::Role', uid: 'arn:aws:iam::444455556666:role/ProdAdmin', name: 'ProdAdmin' },
    ]);
    expect(info.analytic).toMatchObject({ uid: 'impossible-travel', type_id: 1 });
    expect(info.related_analytics).toMatchObject([{ uid: 'new-network' }, { uid: 'new-country' }]);
    expect(info.attacks).toEqual([
      { technique: { uid: 'T1078' }, sub_technique: { uid: 'T1078.004' } },
      { technique: { uid: 'T1550' } },
    ]);
    expect(observables.map(({ value }: { value: string }) => value)).toEqual([
      '203.0.113.7',
      'DeployRole',
      'arn:aws:iam::444455556666:role/ProdAdmin',
      'ASIAISSUEDKEYEXAMPLE',
    ]);
  });

  it.each([
    ['info', 1],
    ['low', 2],
    ['medium', 3],
    ['high', 4],
    ['critical', 5],
  ] as const)('gives level %s the severity %i', (level, severity) => {
    expect(record({}, { level }).severity_id).toBe(severity);
  });

  it('is an update where a deny that was told of is gone', () => {
    const told = (outcome: string) => {
      const actions = [{ action: 'revoke-session', actionId: 'x', mode: 'auto', outcome, detail: null }];
      const { activity_id: activity, type_uid: type } = JSON.parse(
        toOcsf({ ...aFinding(), actions }, product),
      );
      return [activity, type];
    };
    expect([told('tampered'), told('rewritten')]).toEqual([
      [2, 200_402],
      [2, 200_402],
    ]);
    expect(told('applied')).toEqual([1, 200_401]);
  });

  it('says what a person has to do, as an alert does', () => {
    const actions = [
      { action: 'revoke-session', actionId: 'rw-7Q2M', mode: 'confirm', outcome: 'pending', detail: null },
    ];
    const finding = { ...aFinding(), actions, steps: ['Isolate the workload.', 'Restart it.'] };
    expect(JSON.parse(toOcsf(finding, product)).remediation).toEqual({
      desc: 'Approve: rolewarden approve rw-7Q2M\nReject: rolewarden reject rw-7Q2M\nIsolate the workload.\nRestart it.',
    });
    expect(record()).not.toHaveProperty('remediation');
  });

  it('is no alert when it repeats one, or is below the threshold', () => {
    expect(record({}, { repeatOf: 'earlier' }).is_alert).toBe(false);
    expect(record({}, { level: 'medium', cause: null }).is_alert).toBe(false);
  });

  it('names the service that was called, and the key, though the issue of the session was not seen', () => {
    const call = { eventName: 'AttachUserPolicy', name: 'other', service: 'watched', source: 'iam' } as const;
    const { api, actor } = record(call, { lineage: { sessions: [], partial: true } }).evidences[0];
    expect(api.service).toEqual({ name: 'iam.amazonaws.com' });
    expect(actor.user.credential_uid).toBe('ASIACALLERKEYEXAMPLE');
  });

  it('leaves out what is not known: no null, no empty endpoint', () => {
    const bare = record(
      {
        eventName: 'ConsoleLogin',
        name: 'ConsoleLogin',
        service: 'signin',
        source: 'signin',
        origin: { kind: 'internal' },
        role: undefined,
        grant: undefined,
        region: undefined,
        recipientAccountId: undefined,
      },
      { signals: [], lineage: { sessions: [], partial: false } },
    );
    expect(JSON.stringify({ ...bare, unmapped: undefined })).not.toMatch(/null|\{\}/);
    expect(bare.evidences[0]).not.toHaveProperty('src_endpoint');
    expect(bare.evidences[0].api).toEqual({
      operation: 'ConsoleLogin',
      service: { name: 'signin.amazonaws.com' },
    });
    expect(bare.cloud).toEqual({ provider: 'AWS' });
    expect(bare.finding_info).not.toHaveProperty('analytic');
  });
});
