// Imported before the AWS SDK: it takes an empty AWS_REGION for a region, and fails, while AWS's own command line takes it
// for none. Templates and compose files write empty variables where they mean none.
for (const [name, value] of Object.entries(process.env)) {
  if (value === '' && name.startsWith('AWS_')) delete process.env[name];
}
