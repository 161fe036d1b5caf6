import { exampleId, hexadecimal } from './chance.ts';

/** The accounts of the organisation, one vendor's, and one that nobody has ever heard of. */
export const ACCOUNT = {
  management: '111122223333',
  production: '444455556666',
  staging: '777788889999',
  tools: '123456789012',
  vendor: '999988887777',
  stranger: '222233334444',
} as const;

/** A role as records name it. */
export interface Role {
  readonly account: string;
  readonly name: string;
  readonly arn: string;
  /** `AROA…`. */
  readonly id: string;
}

/** A role with its path, which starts and ends with a slash. */
export function role(account: keyof typeof ACCOUNT, path: string, name: string): Role {
  const number = ACCOUNT[account];
  return {
    account: number,
    name,
    arn: `arn:aws:iam::${number}:role${path}${name}`,
    id: exampleId('AROA', `${number}/${name}`),
  };
}

/** The role that Identity Center makes of a permission set in an account. */
export function permissionSet(account: keyof typeof ACCOUNT, set: string): Role {
  const name = `AWSReservedSSO_${set}_${hexadecimal(`set ${account} ${set}`, 16)}`;
  return role(account, '/aws-reserved/sso.amazonaws.com/eu-central-1/', name);
}

export const ROLE = {
  platformAdmin: role('production', '/platform/', 'PlatformAdmin'),
  onCall: role('production', '/oncall/', 'OnCall'),
  logReader: role('production', '/observe/', 'LogReader'),
  dataExport: role('production', '/data/', 'DataExport'),
  breakGlass: role('production', '/emergency/', 'BreakGlassAdmin'),
  webServer: role('production', '/app/', 'web-server'),
  assetStore: role('tools', '/app/', 'asset-store'),
  ordersApi: role('production', '/eks/', 'orders-api'),
  invoiceWorker: role('production', '/eks/', 'invoice-worker'),
  orderArchive: role('production', '/app/', 'order-archive'),
  invoiceMailer: role('production', '/lambda/', 'invoice-mailer'),
  shopDeploy: role('tools', '/pipelines/', 'shop-deploy'),
  siteDeploy: role('tools', '/pipelines/', 'site-deploy'),
  infraPlan: role('tools', '/pipelines/', 'infra-plan'),
  paymentsDeploy: role('tools', '/pipelines/', 'payments-deploy'),
  shopRelease: role('production', '/pipelines/', 'shop-release'),
  releaseManager: role('tools', '/release/', 'ReleaseManager'),
  productionAdmin: role('production', '/release/', 'ProductionAdmin'),
  backupWriter: role('production', '/backup/', 'BackupWriter'),
  reportReader: role('tools', '/reports/', 'ReportReader'),
  legacyAdmin: role('tools', '/legacy/', 'LegacyAdmin'),
  vendorMonitoring: role('production', '/vendors/', 'VendorMonitoring'),
  dataMigration: role('staging', '/contractors/', 'DataMigration'),
  customerSupport: role('production', '/support/', 'CustomerSupport'),
} as const;
