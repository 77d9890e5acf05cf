import { generateKeyPairSync, sign } from 'node:crypto';

export interface SelfSigned {
  readonly key: string;
  readonly cert: string;
}

/** A name that no resolver knows: a request to it arrives only through a proxy. */
export const proxiedHost = 'models.test';

/**
 * A certificate of its own for 127.0.0.1 and a name behind a proxy, made anew so that no key lies in the
 * repository.
 */
export function selfSigned(): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid('2a8648ce3d040302')); // ecdsa-with-SHA256
  const name = sequence(
    set(sequence(oid('550403'), value(0x0c, Buffer.from('prime-infill test')))),
  );
  const names = sequence(
    value(0x82, Buffer.from(proxiedHost)),
    value(0x87, Buffer.from([127, 0, 0, 1])),
  );
  const certificate = sequence(
    value(0xa0, integer(2)), // version 3
    integer(1),
    algorithm,
    name,
    sequence(time('200101000000Z'), time('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    value(
      0xa3,
      sequence(
        sequence(oid('551d11'), value(0x04, names)), // subjectAltName
        sequence(oid('551d13'), value(0x04, sequence(value(0x01, Buffer.from([0xff]))))), // a CA
      ),
    ),
  );
  const signature = value(
    0x03,
    Buffer.concat([Buffer.from([0]), sign('sha256', certificate, privateKey)]),
  );
  const der = sequence(certificate, algorithm, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${der.replaceAll(/.{64}/gu, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

/** A value with its tag, in DER. */
function value(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]; // prettier-ignore
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]): Buffer => value(0x30, Buffer.concat(parts));
const set = (...parts: Buffer[]): Buffer => value(0x31, Buffer.concat(parts));
const integer = (number: number): Buffer => value(0x02, Buffer.from([number]));
const oid = (hex: string): Buffer => value(0x06, Buffer.from(hex, 'hex'));
const time = (text: string): Buffer => value(0x17, Buffer.from(text));
