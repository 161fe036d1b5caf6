/** The programs that people and machines call with, as they name themselves. */
const CLI = 'md/awscrt#0.27.6 ua/2.1';
const CLI_TAIL = 'lang/python#3.13.7 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off';

export const AGENT = {
  cliMac: `aws-cli/2.31.4 ${CLI} os/macos#25.0.0 md/arch#arm64 ${CLI_TAIL}`,
  cliLinux: `aws-cli/2.31.4 ${CLI} os/linux#6.12.43 md/arch#x86_64 ${CLI_TAIL}`,
  cliWindows: `aws-cli/2.31.4 ${CLI} os/windows#11 md/arch#amd64 ${CLI_TAIL}`,
  browserMac:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  browserWindows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  browserLinux: 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0',
  samlMac: 'aws-sdk-go/1.55.5 (go1.22.6; darwin; arm64) saml2aws',
  samlWindows: 'aws-sdk-go/1.55.5 (go1.22.6; windows; amd64) saml2aws',
  boto3:
    'Boto3/1.40.21 md/Botocore#1.40.21 ua/2.1 os/linux#6.1.147 md/arch#x86_64 lang/python#3.12.11 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.40.21',
  boto3Newer:
    'Boto3/1.42.3 md/Botocore#1.42.3 ua/2.1 os/linux#6.1.147 md/arch#x86_64 lang/python#3.13.7 md/pyimpl#CPython cfg/retry-mode#standard Botocore/1.42.3',
  go: 'aws-sdk-go/1.55.5 (go1.22.6; linux; amd64)',
  goV2: 'aws-sdk-go-v2/1.39.0 ua/2.1 os/linux lang/go#1.25.1 md/GOOS#linux md/GOARCH#amd64 api/sts#1.38.3',
  java: 'aws-sdk-java/2.32.29 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1.147 lang/java#21.0.8 md/OpenJDK_64-Bit_Server_VM#21.0.8 cfg/retry-mode#legacy',
  actions:
    'aws-sdk-js/3.879.0 ua/2.1 os/linux#6.11.0 lang/js md/nodejs#20.19.4 api/sts#3.879.0 app/configure-aws-credentials-for-github-actions',
  terraform:
    'APN/1.0 HashiCorp/1.0 Terraform/1.13.1 (+https://www.terraform.io) terraform-provider-aws/6.11.0 aws-sdk-go-v2/1.38.3 os/linux lang/go#1.24.6 md/GOOS#linux md/GOARCH#amd64 api/sts#1.38.0',
  vendor: 'aws-sdk-go-v2/1.38.1 ua/2.1 os/linux lang/go#1.24.5 md/GOOS#linux md/GOARCH#arm64 api/sts#1.37.1',
} as const;
