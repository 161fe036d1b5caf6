// Imported first by every run mode: date-fns-tz was measured wrong on hosts in other zones.
process.env['TZ'] = 'UTC';
// Said by the SDK before every command on Node 20; which versions are supported stands in package.json.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
