import type { RoleName } from '../callers.ts';

/** The first account of the organisation: its shop. */
export const SHOP = '111122223333';
/** The second account of the organisation: its data. */
export const DATA = '444455556666';
/** The account of an outside vendor. */
export const VENDOR = '999988887777';

/** The roles of the organisation. */
export const ROLES = {
  admin: {
    account: SHOP,
    name: 'AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071',
    path: '/aws-reserved/sso.amazonaws.com/eu-central-1/',
  },
  readOnly: {
    account: SHOP,
    name: 'AWSReservedSSO_ReadOnlyAccess_1b2c3d4e5f607182',
    path: '/aws-reserved/sso.amazonaws.com/eu-central-1/',
  },
  developer: { account: SHOP, name: 'Developer' },
  dataAdmin: { account: DATA, name: 'DataPlatformAdmin' },
  deploy: { account: SHOP, name: 'ShopDeploy', path: '/ci/' },
  checkout: { account: SHOP, name: 'checkout-pod', path: '/eks/' },
  web: { account: SHOP, name: 'web-instance', path: '/ec2/' },
  thumbnails: { account: SHOP, name: 'thumbnails-function', path: '/service-role/' },
  backup: { account: DATA, name: 'NightlyBackup' },
  metrics: { account: SHOP, name: 'VendorMetrics' },
  breakGlass: { account: SHOP, name: 'BreakGlassAdmin' },
} as const satisfies Record<string, RoleName>;
