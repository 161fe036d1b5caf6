import { describe, expect, it } from 'vitest';
import { clientOf } from '../../../src/ingest/record/client.ts';

describe('the program that a user agent names', () => {
  it.each([
    ['aws-cli/2.22.12 md/Botocore#1.35', 'aws-cli'],
    ['[aws-cli/1.32.1 Python/3.11]', 'aws-cli'],
    ['Boto3/1.34 md/Botocore#1.34', 'boto3'],
    ['APN/1.0 HashiCorp/1.0 Terraform/1.5.7 aws-sdk-go-v2/1.30', 'terraform'],
    ['aws-sdk-js/3.451.0 configure-aws-credentials-for-github-actions', 'github-actions'],
    ['Mozilla/5.0 (X11; Linux x86_64)', 'browser'],
    ['signin.amazonaws.com', 'console'],
    ['ecs-tasks.amazonaws.com', 'service'],
    ['my-program aws-sdk-go/1.44', 'aws-sdk-go'],
    ['my-program aws-cli/2.22.12', 'other'],
  ])('%s: %s', (text, family) => expect(clientOf(text).family).toBe(family));
});

describe('the system that a user agent names', () => {
  it.each([
    'aws-cli/2.22.12 md/awscrt#0.23.4 ua/2.0 os/windows#2019Server md/arch#amd64 lang/python#3.12.6',
    'aws-cli/2.7.0 Python/3.9.11 Windows/2022Server exe/AMD64 prompt/off',
    'aws-sdk-dotnet-coreclr/3.7.100 ua/2.0 os/windows#10.0.17763.0 md/ARCH#X64 lang/.NET_Core#6.0',
    'aws-sdk-js/3.723.0 ua/2.1 os/win32#10.0.20348 lang/js md/nodejs#20.18.0',
    'aws-sdk-java/2.20.1 Windows_Server_2016/10.0 OpenJDK_64-Bit_Server_VM/17.0.6',
    'AWSPowerShell/4.1.5 .NET_Runtime/4.0 OS/Microsoft_Windows_NT_10.0.14393.0 WindowsPowerShell/5.1',
  ])('a server: %s', (text) => expect(clientOf(text).os).toBe('windows-server'));

  it.each([
    'aws-cli/2.22.12 md/awscrt#0.23.4 ua/2.0 os/windows#11 md/arch#amd64 lang/python#3.12.6',
    'aws-sdk-dotnet-coreclr/3.7.100 ua/2.0 os/windows#10.0.22631.0 md/ARCH#X64 lang/.NET_Core#6.0',
    'aws-sdk-java/1.12.1 Windows_11/10.0 OpenJDK_64-Bit_Server_VM/17.0.6',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36',
  ])('a desk: %s', (text) => expect(clientOf(text).os).toBe('windows'));
});
