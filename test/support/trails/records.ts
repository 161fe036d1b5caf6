import { SOURCES } from '../../../scripts/fuzz/records.ts';
import { among, type Case, EC2, named, ofSource, STS, trail } from './texts.ts';

const own = (source: string, more: string) =>
  `{"eventSource":"${source}.amazonaws.com",${more},"eventID":"3"}`;
const identity = (value: string) => own('ec2', `"eventName":"Do","userIdentity":${value}`);
const call = (name: string) => own('iam', `"eventName":${name}`);

/** Values of eventSource, in a record among others. */
const SOURCED: readonly Case[] = [
  ...SOURCES.map((source) => among(`source ${source.slice(0, 40)}`, ofSource(source))),
  ...[42, 43, 44, 48, 49, 50, 51, 63, 64, 65, 500].map((length) =>
    among(`source of ${length + 14}`, ofSource(`"${'e'.repeat(length)}.amazonaws.com"`)),
  ),
  among('no source', '{"eventName":"AssumeRole"}'),
  among('EventSource', '{"EventSource":"sts.amazonaws.com"}'),
  among('a text "eventSource" at its own level', '{"a":"eventSource","eventSource":"ec2.amazonaws.com"}'),
  among('a text "eventSource" at the end', '{"eventSource":"ec2.amazonaws.com","a":"eventSource"}'),
  among('a text "eventSource" and space', '{"eventSource":"ec2.amazonaws.com","a":"eventSource" }'),
  among('key and space', '{"eventSource" :"ec2.amazonaws.com"}'),
  among('key and line', '{"eventSource"\n:\n"ec2.amazonaws.com"}'),
  among('key, two spaces', '{"eventSource":  "ec2.amazonaws.com"}'),
];

const NESTED: readonly Case[] = [
  among('sts in ec2', own('ec2', `"inner":${STS}`)),
  among('ec2 in sts', own('sts', `"inner":${EC2}`)),
  among('sts before ec2', `{"inner":${STS},"eventSource":"ec2.amazonaws.com"}`),
  among('ec2 before sts', `{"inner":${EC2},"eventSource":"sts.amazonaws.com"}`),
  among('lists of them', own('ec2', `"inner":[${STS},[${STS}],${EC2}]`)),
  among('as a text', own('ec2', `"inner":${JSON.stringify(STS)}`)),
  among('as a text in a text', own('ec2', `"inner":${JSON.stringify(JSON.stringify(STS))}`)),
  among('only inside', `{"inner":${STS}}`),
];

const TWICE: readonly Case[] = [
  ['ec2', 'sts'],
  ['sts', 'ec2'],
  ['ec2', 's3'],
  ['ec2', 'ec2'],
  ['sts', 'sts'],
].flatMap(([first = '', second = '']) => [
  among(`${first}, then ${second}`, own(first, `"eventSource":"${second}.amazonaws.com"`)),
  among(
    `${first}, null, ${second}`,
    own(first, `"eventSource":null,"eventSource":"${second}.amazonaws.com"`),
  ),
]);

const WATCHED: readonly Case[] = [
  among('a temporary key', identity('{"accessKeyId":"ASIAEXAMPLE"}')),
  among('a long-lived key', identity('{"accessKeyId":"AKIAEXAMPLE"}')),
  among('a temporary key in a text', identity(JSON.stringify('{"accessKeyId": "ASIAEXAMPLE"}'))),
  among('an escaped temporary key', identity('{"accessKeyId":"\\u0041SIAEXAMPLE"}')),
  among('an escaped key in a text', identity(JSON.stringify('{"accessKeyId":"A\\u0053IAEXAMPLE"}'))),
  among('quotes escaped in a text', identity('"{\\u0022accessKeyId\\u0022:\\u0022ASIAEXAMPLE\\u0022}"')),
  among('the key first', `{"userIdentity":{"accessKeyId":"ASIAEXAMPLE"},"eventSource":"ec2.amazonaws.com"}`),
  among('what a service says', own('ec2', '"eventType":"AwsServiceEvent","eventName":"StopLogging"')),
  ...['StopLogging', 'PutRule', 'UpdateFunctionConfiguration20150331v2', 'Purge', 'N'.repeat(70)].flatMap(
    (name) => [
      among(`call ${name.slice(0, 40)}`, call(`"${name}"`)),
      among(
        `call ${name.slice(0, 40)}, escaped`,
        call(`"\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}"`),
      ),
      among(`call ${name.slice(0, 40)}, then another`, call(`"${name}","eventName":"Do"`)),
      among(`another call, then ${name.slice(0, 40)}`, call(`"Do","eventName":"${name}"`)),
      among(`call ${name.slice(0, 40)} inside`, own('iam', `"eventName":"Do","a":{"eventName":"${name}"}`)),
      among(`call ${name.slice(0, 40)} and space`, call(` "${name}" `)),
      among(`no call, ${name.slice(0, 40)}`, own('iam', `"a":"${name}"`)),
    ],
  ),
  among('a call that is no text', call('["StopLogging"]')),
  among('a call as a value', own('iam', '"eventName":"Do","a":"eventName"')),
];

const data = Buffer.from(trail(STS, EC2)).toString('base64');
const ENVELOPES: readonly Case[] = [
  named('Kinesis', trail(`{"eventSource":"aws:kinesis","kinesis":{"data":"${data}"}}`, EC2)),
  named('SQS', trail(`{"eventSource":"aws:sqs","messageId":"m","body":${JSON.stringify(STS)}}`)),
  named('SNS', trail(`{"EventSource":"aws:sns","Sns":{"Message":${JSON.stringify(trail(STS, EC2))}}}`)),
  named('S3', trail('{"eventSource":"aws:s3","s3":{"bucket":{"name":"bucket"},"object":{"key":"k"}}}')),
  named('a list in a record', trail(own('ec2', `"Records":[${STS}]`), `{"Records":[${STS},${EC2}]}`)),
  named('Kinesis that says it is ec2', trail(own('ec2', `"kinesis":{"data":"${data}"}`))),
  named('a control message', trail('{"messageType":"CONTROL_MESSAGE","logEvents":[]}', EC2)),
];

export const RECORDS: readonly Case[] = [...SOURCED, ...NESTED, ...TWICE, ...WATCHED, ...ENVELOPES];
