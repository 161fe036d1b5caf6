// Imported first by every run mode: date-fns-tz was measured wrong on hosts in other zones.
process.env['TZ'] = 'UTC';
