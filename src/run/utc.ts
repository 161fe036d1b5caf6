// Imported first by every run mode: date-fns-tz gave wrong times on hosts in other time zones.
process.env['TZ'] = 'UTC';
// On Node 20 the SDK would warn before every command. package.json says which versions are supported.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
