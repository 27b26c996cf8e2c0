import { expect, test } from 'vitest'
import { isMailAddress } from '../../functions/domain/check-channel.ts'
import { networkOf } from '../../functions/domain/private-host.ts'

test.each([
  [
    'public',
    ['example.com', 'EXAMPLE.com.', '8.8.8.8', '172.32.0.1', '[2606:4700::1111]', '2606:4700::1111', '政务.cn'],
  ],
  [
    'loopback',
    ['127.0.0.1', '127.9.9.9', '0x7f.1', '2130706433', '017700000001', 'localhost', 'a.localhost', '::1', '[::1]'],
  ],
  [
    'private',
    [
      ...[
        '10.0.0.1',
        '172.16.0.1',
        '172.31.255.255',
        '192.168.1.1',
        '169.254.169.254',
        '100.64.0.1',
        '0.0.0.0',
        '224.0.0.1',
      ],
      ...[
        '[::]',
        '[::ffff:127.0.0.1]',
        '[::ffff:8.8.8.8]',
        '[fe80::1]',
        '[fd00::1]',
        '[64:ff9b::a00:1]',
        '[2002:a00:1::]',
      ],
      ...['[2001:db8::1]', 'mail', 'mail.local', 'mail.internal', 'MAIL.LAN.'],
    ],
  ],
  [
    null,
    ['', 'a b', 'a/b', 'user@host.com', 'host.com:25', 'host.com?x', 'host.com#x', 'http://host.com', '[::1', '..'],
  ],
] as const)('%s networks are known by their names and addresses', (network, hosts) => {
  expect(hosts.map((host) => [host, networkOf(host)])).toEqual(hosts.map((host) => [host, network]))
})

test('an address is one address', () => {
  for (const good of ['zhou@qinghe.example.com', 'a.b+c@x-y.cn']) expect(isMailAddress(good), good).toBe(true)
  for (const bad of ['', 'a@b', 'a@b.c\n', 'a@b.cn,c@d.cn', '<a@b.cn>', 'a b@c.cn', 'a@-b.cn', 'a..b@c.cn', 'a@b.1']) {
    expect(isMailAddress(bad), bad).toBe(false)
  }
})
