/**
 * Autonomous systems by what runs in them. Names were checked against the RouteViews and DB-IP data that this
 * package embeds; numbers that carry a company's offices rather than its cloud are left out on purpose.
 */

/** Large clouds: many numbers, one habit. Their operators in China count as the same cloud. */
export const CLOUD_ASNS: Readonly<Record<string, readonly number[]>> = {
  aws: [
    16509, 14618, 8987, 7224, 9059, 10124, 17493, 19047, 21664, 36263, 38895, 39111, 55960, 62785, 135629,
  ],
  microsoft: [8068, 8069, 8070, 8071, 8072, 8073, 8074, 8075, 3598, 6584, 12076, 35106, 58593, 200517],
  google: [
    15169, 396982, 16550, 19527, 36040, 36384, 36385, 43515, 139070, 139190, 214609, 214611, 394089, 396178,
  ],
  oracle: [31898, 54253, 7160, 14544, 20054],
  alibaba: [45102, 37963, 134963],
  tencent: [45090, 132203, 132591, 133478],
  huawei: [55990, 136907, 141180, 149167, 151610],
  ibm: [36351, 13884],
};

/**
 * Relays: their users are somewhere else, so the place of the address says nothing. Content networks (which carry
 * iCloud Private Relay and WARP), the web gateways through which companies send their people, and the satellites by which
 * passengers of aeroplanes and ships are connected: their addresses are where a ground station or an office is.
 */
export const RELAY_ASNS: readonly number[] = [
  // Cloudflare
  13335, 14789, 132892, 139242, 202623, 203898, 209242, 394536, 395747,
  // Akamai, Fastly, Apple
  12222, 16625, 17204, 20940, 21342, 24319, 26008, 31108, 32787, 33905, 34164, 35994, 36183, 213120, 54113,
  714, 6185,
  // Zscaler, Netskope, Cato, iboss, Menlo, Forcepoint, Cisco Umbrella
  22616, 53444, 53813, 62044, 62907, 55256, 13150, 138627, 396253, 202276, 137922, 62654, 44444, 42465, 36692,
  // Panasonic Avionics, Anuvu, Gogo Business Aviation, Inmarsat
  64294, 132011, 400110, 11167, 25222, 31515,
];

/** Hosters, VPN carriers and operators of Tor exits that their names do not give away. */
export const HOSTING_ASNS: readonly number[] = [
  // large hosting providers
  16276, 35540, 24940, 213230, 14061, 63949, 20473, 51167, 12876, 60781, 28753, 16265, 30633, 29802, 46606,
  26496, 36352, 55286, 8100, 40676, 197540, 53667, 62240, 8560, 8648, 31103, 21859, 46562, 46475, 32489,
  19318, 25820, 396356, 49981, 24875, 215224, 43350, 30058, 42708, 39798, 3258, 9312, 834, 4213, 25369, 61272,
  // carriers of commercial VPNs and proxies
  9009, 60068, 212238, 136787, 137409, 136557, 11878, 209854, 199218, 208172, 209103, 62371, 206804, 203020,
  206092, 207137, 23959, 43357, 41564, 58065, 203061, 396319, 39351, 49399, 214813, 3399, 397540,
  // Tor exits and hosting providers that ask no questions
  60729, 60404, 202425, 210558, 200651, 215125, 401720, 205100, 210644, 51852, 40663, 41281, 208323, 56655,
  44925, 211619, 4224, 401370, 210731, 43289, 27176, 198093, 45839, 26383, 206264, 30860, 47890, 49447,
];

/** Internet providers for homes whose names sound like a hosting provider's. */
export const ACCESS_ASNS: readonly number[] = [37611, 39834, 41012];
